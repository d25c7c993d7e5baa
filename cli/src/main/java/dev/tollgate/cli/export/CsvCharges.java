package dev.tollgate.cli.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.tollgate.proto.ledger.v1.Charge;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;

/** CSV with a line of names first; amounts are credits. */
public final class CsvCharges implements ChargeFormat {
  private final CsvWriter csv;

  public CsvCharges(Writer out) {
    csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
    csv.writeRecord(ChargeColumn.ALL.stream().map(ChargeColumn::name).toList());
  }

  @Override
  public void write(Charge charge) {
    csv.writeRecord(
        ChargeColumn.ALL.stream().map(column -> text(column.value().apply(charge))).toList());
  }

  private static String text(Object value) {
    return value instanceof BigDecimal amount ? amount.toPlainString() : value.toString();
  }

  @Override
  public void finish() throws IOException {
    csv.flush();
  }
}
