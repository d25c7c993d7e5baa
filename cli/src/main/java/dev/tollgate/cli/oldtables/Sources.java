package dev.tollgate.cli.oldtables;

import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Opens what {@code --from} names. */
public final class Sources {
  private Sources() {}

  /**
   * Opens old tables and looks that their columns are there.
   *
   * @param from a directory, or a {@code postgresql://} address
   * @param wanted at least one of them must be there
   * @throws SourceException if there is nothing to read, or something is missing
   */
  public static OldTables open(
      String from, Map<String, String> environment, List<OldTable> wanted) {
    var tables = connect(from, environment);
    try {
      var found = EnumSet.noneOf(OldTable.class);
      for (var table : OldTable.values()) {
        var columns = tables.columns(table.table());
        if (!columns.isEmpty() && table.concerns(wanted)) {
          table.require(columns);
          found.add(table);
        }
      }
      if (wanted.stream().noneMatch(found::contains)) {
        throw new SourceException(
            wanted.stream()
                .map(OldTable::table)
                .collect(joining(" nor a table ", "there is neither a table ", "")));
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
