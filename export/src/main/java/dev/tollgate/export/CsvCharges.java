package dev.tollgate.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.tollgate.proto.ledger.v1.Charge;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;

/** CSV with a line of names first; amounts are credits. */
final class CsvCharges implements ChargeFormat {
  private final CsvWriter csv;

  CsvCharges(OutputStream out) {
    csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            .build(new BufferedWriter(new OutputStreamWriter(out, UTF_8)));
    csv.writeRecord(ChargeColumn.ALL.stream().map(ChargeColumn::name).toList());
  }

  @Override
  public void write(Charge charge) {
    csv.writeRecord(ChargeColumn.ALL.stream().map(column -> column.text(charge)).toList());
  }

  @Override
  public void finish() throws IOException {
    csv.flush();
  }
}
