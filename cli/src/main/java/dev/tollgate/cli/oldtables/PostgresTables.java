package dev.tollgate.cli.oldtables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A live database: one transaction that sees one moment and writes nothing, rows through a cursor.
 */
final class PostgresTables implements OldTables {
  private static final int FETCH = 1_000;
  private static final String COLUMNS =
      """
      SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
      """;

  private final Connection connection;
  private final PostgresAddress address;

  PostgresTables(PostgresAddress address) {
    this.address = address;
    try {
      connection = address.connect();
    } catch (SQLException e) {
      throw failed("the database of --from cannot be reached", e);
    }
    try {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      close();
      throw failed("the database of --from cannot be read", e);
    }
  }

  @Override
  public Set<String> columns(String table) {
    try (var select = connection.prepareStatement(COLUMNS)) {
      select.setString(1, table);
      try (var rows = select.executeQuery()) {
        var columns = new LinkedHashSet<String>();
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
        return columns;
      }
    } catch (SQLException e) {
      throw failed("the table " + table + " cannot be looked for", e);
    }
  }

  @Override
  public void read(String table, Consumer<OldRow> reader) {
    var columns = columns(table);
    var sql =
        columns.stream()
            .map(column -> quoted(column) + "::text")
            .collect(Collectors.joining(", ", "SELECT ", " FROM " + quoted(table)));
    try (var select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH);
      try (var rows = select.executeQuery()) {
        long number = 0;
        while (rows.next()) {
          number++;
          var values = new HashMap<String, String>();
          int position = 0;
          for (var column : columns) {
            position++;
            var value = rows.getString(position);
            values.put(column, value == null ? "" : value);
          }
          reader.accept(new OldRow("row " + number, values));
        }
      }
    } catch (SQLException e) {
      throw failed("the table " + table + " cannot be read", e);
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private SourceException failed(String what, SQLException e) {
    return new SourceException(
        what + ": " + address.withoutPassword(String.valueOf(e.getMessage())));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing was written over it.
    }
  }
}
