package dev.tollgate.ledger.export;

import dev.tollgate.export.ExportFormat;
import dev.tollgate.kit.config.Default;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where days of charges are exported to.
 *
 * @param directory that exists; of several servers of a ledger, one that they share
 * @param after how long after a day's end, in whole days: charges may come late
 */
public record ExportConfig(
    Path directory, @Default("parquet") ExportFormat format, @Default("2d") Duration after) {
  public ExportConfig {
    if (after.toDays() < 1 || !after.equals(Duration.ofDays(after.toDays()))) {
      throw new IllegalArgumentException("export.after must be whole days, 1d or more");
    }
  }
}
