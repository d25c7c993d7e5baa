package dev.tollgate.export;

import java.io.IOException;
import java.io.OutputStream;

/** How charges are written; each constant's name is the ending of its files. */
public enum ExportFormat {
  csv,
  jsonl,
  parquet;

  /** Writes to a stream, which is flushed and stays open. */
  public ChargeFormat to(OutputStream out) throws IOException {
    return switch (this) {
      case csv -> new CsvCharges(out);
      case jsonl -> new JsonLines(out);
      case parquet -> new ParquetCharges(out);
    };
  }
}
