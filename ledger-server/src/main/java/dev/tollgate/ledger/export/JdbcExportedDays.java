package dev.tollgate.ledger.export;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What of each day stands in a file, and what there is now. */
final class JdbcExportedDays {
  /** Held by the server that exports. */
  private static final long LOCK = 7_307_031_003L;

  private JdbcExportedDays() {}

  /**
   * A day's charges, so that it shows if they were changed: one that is replaced gets a higher id.
   *
   * @param newest id of one of them, 0 if there is none
   */
  record Content(long charges, long newest) {}

  /** Whether no other server exports, until the transaction ends. */
  static boolean lock(Connection connection) throws SQLException {
    try (var lock = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
      lock.setLong(1, LOCK);
      try (var rows = lock.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  /** What a day has now. */
  static Content content(Connection connection, LocalDate day) throws SQLException {
    var sql = "SELECT count(*), coalesce(max(id), 0) FROM ledger.charge WHERE day = ?";
    var content = content(connection, sql, day);
    return content == null ? new Content(0, 0) : content;
  }

  /** What stands in a day's file; null if it has none. */
  static @Nullable Content exported(Connection connection, LocalDate day) throws SQLException {
    return content(
        connection, "SELECT charges, newest FROM ledger.exported_day WHERE day = ?", day);
  }

  private static @Nullable Content content(Connection connection, String sql, LocalDate day)
      throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setInt(1, Math.toIntExact(day.toEpochDay()));
      try (var rows = select.executeQuery()) {
        return rows.next() ? new Content(rows.getLong(1), rows.getLong(2)) : null;
      }
    }
  }

  /** A day stands in a file. */
  static void record(Connection connection, LocalDate day, Content content, String file)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.exported_day (day, charges, newest, file) VALUES (?, ?, ?, ?)
        ON CONFLICT (day) DO UPDATE SET charges = excluded.charges, newest = excluded.newest,
          file = excluded.file, exported_at = now()
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setInt(1, Math.toIntExact(day.toEpochDay()));
      insert.setLong(2, content.charges());
      insert.setLong(3, content.newest());
      insert.setString(4, file);
      insert.executeUpdate();
    }
  }
}
