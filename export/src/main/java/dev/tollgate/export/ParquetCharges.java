package dev.tollgate.export;

import dev.tollgate.export.parquet.ParquetColumn;
import dev.tollgate.export.parquet.ParquetFile;
import dev.tollgate.proto.ledger.v1.Charge;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Apache Parquet, with the types of its columns: texts and whole numbers (null where there is
 * none), exact decimal amounts of credits, instants in UTC and dates.
 */
final class ParquetCharges implements ChargeFormat {
  private final List<ParquetColumn> columns =
      ChargeColumn.ALL.stream().map(ParquetCharges::column).toList();
  private final ParquetFile file;

  ParquetCharges(OutputStream out) throws IOException {
    file = new ParquetFile(new BufferedOutputStream(out), "tollgate", columns);
  }

  private static ParquetColumn column(ChargeColumn column) {
    return switch (column) {
      case ChargeColumn.Text text -> ParquetColumn.text(text.name());
      case ChargeColumn.Count count -> ParquetColumn.count(count.name());
      case ChargeColumn.OptionalCount count -> ParquetColumn.optionalCount(count.name());
      case ChargeColumn.Credits credits -> ParquetColumn.nanos(credits.name());
      case ChargeColumn.Time time -> ParquetColumn.timestamp(time.name());
      case ChargeColumn.Day day -> ParquetColumn.date(day.name());
    };
  }

  @Override
  public void write(Charge charge) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      var column = columns.get(i);
      switch (ChargeColumn.ALL.get(i)) {
        case ChargeColumn.Text text -> column.add(text.value().apply(charge));
        case ChargeColumn.Count count -> column.add(count.value().applyAsLong(charge));
        case ChargeColumn.OptionalCount count -> column.add(count.value().applyAsLong(charge));
        case ChargeColumn.Credits credits -> column.add(credits.nanocredits().applyAsLong(charge));
        case ChargeColumn.Time time -> column.add(micros(time.value().apply(charge)));
        case ChargeColumn.Day day -> column.add(day.epochDay().applyAsInt(charge));
      }
    }
    file.endRow();
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  @Override
  public void finish() throws IOException {
    file.finish();
  }
}
