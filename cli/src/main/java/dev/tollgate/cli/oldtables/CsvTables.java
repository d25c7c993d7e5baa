package dev.tollgate.cli.oldtables;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** A file {@code TABLE.csv} for each table, UTF-8, with a first line of column names. */
final class CsvTables implements OldTables {
  private final Path directory;

  CsvTables(Path directory) {
    this.directory = directory;
  }

  private Path file(String table) {
    return directory.resolve(table + ".csv");
  }

  @Override
  public Set<String> columns(String table) {
    if (!Files.exists(file(table))) {
      return Set.of();
    }
    // The header counts as a record here: a file may have no other.
    try (var reader = CsvReader.builder().detectBomHeader(true).ofCsvRecord(file(table))) {
      var columns = new LinkedHashSet<String>();
      var records = reader.iterator();
      if (records.hasNext()) {
        records.next().getFields().forEach(name -> columns.add(name.toLowerCase(Locale.ROOT)));
      }
      return columns;
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw unreadable(table, e);
    }
  }

  @Override
  public void read(String table, Consumer<OldRow> reader) {
    try (var records = anyFields().ofNamedCsvRecord(file(table))) {
      for (var line : records) {
        if (line.getFieldCount() != line.getHeader().size()) {
          throw new SourceException(
              "%s: it is no CSV: line %d has %d fields, the header %d: export it anew"
                  .formatted(
                      file(table),
                      line.getStartingLineNumber(),
                      line.getFieldCount(),
                      line.getHeader().size()));
        }
        reader.accept(row(line));
      }
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw unreadable(table, e);
    }
  }

  /** Lines of another number of fields than the header has are told apart here, by their number. */
  private static CsvReader.CsvReaderBuilder anyFields() {
    return CsvReader.builder()
        .detectBomHeader(true)
        .allowExtraFields(true)
        .allowMissingFields(true);
  }

  private static OldRow row(NamedCsvRecord line) {
    var values = new HashMap<String, String>();
    line.getFieldsAsMap()
        .forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
    return new OldRow("line " + line.getStartingLineNumber(), values);
  }

  /** Without the parser's message, which may quote the file. */
  private SourceException unreadable(String table, Exception e) {
    var cause = e instanceof CsvParseException ? "it is no CSV" : "it cannot be read";
    return new SourceException(file(table) + ": " + cause + ": export it anew, with a header");
  }

  @Override
  public void close() {}
}
