package dev.tollgate.cli.oldtables;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Opens what {@code --from} names. */
public final class Sources {
  private Sources() {}

  /**
   * Opens old tables and looks that their columns are there.
   *
   * @param from a directory, or a {@code postgresql://} address
   * @throws SourceException if there is nothing to read, or something is missing
   */
  public static OldTables open(String from, Map<String, String> environment) {
    var tables = connect(from, environment);
    try {
      boolean keys = false;
      for (var table : OldTable.values()) {
        var columns = tables.columns(table.table());
        if (!columns.isEmpty()) {
          table.require(columns);
          keys |= table.keys();
        }
      }
      if (!keys) {
        throw new SourceException("there is neither a table user_api_keys nor a table api_keys");
      }
      return tables;
    } catch (SourceException e) {
      tables.close();
      throw e;
    }
  }

  private static OldTables connect(String from, Map<String, String> environment) {
    if (from.startsWith("postgresql://") || from.startsWith("postgres://")) {
      return new PostgresTables(
          new PostgresAddress(from, environment.getOrDefault("PGPASSWORD", "")));
    }
    if (from.contains("://")) {
      throw new SourceException(
          "--from must be a directory of CSV files, or a postgresql:// address");
    }
    try {
      var directory = Path.of(from);
      if (Files.isDirectory(directory)) {
        return new CsvTables(directory);
      }
    } catch (InvalidPathException e) {
      // No directory either.
    }
    throw new SourceException("--from: there is no directory " + from);
  }
}
