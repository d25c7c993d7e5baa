package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A partition of charges for each day of admission, made before its day comes, so that retention
 * drops days and not rows. A day that was never made (a journal that comes back after weeks, a
 * clock that is wrong) lands in the default partition: no charge ever waits for a table.
 */
public final class JdbcPartitions {
  private static final int DAYS_BEHIND = 1;
  private static final int DAYS_AHEAD = 7;
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'charge_'uuuu_MM_dd");

  /** Taken while making tables, so that two servers do not make the same one. */
  private static final long LOCK = 7_307_031_002L;

  private final Transactions transactions;

  public JdbcPartitions(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Makes what is missing from yesterday to seven days ahead. */
  public void make(LocalDate today) throws SQLException {
    for (int day = -DAYS_BEHIND; day <= DAYS_AHEAD; day++) {
      var date = today.plusDays(day);
      transactions.run(connection -> {
        make(connection, date);
        return null;
      });
    }
  }

  private static void make(Connection connection, LocalDate date) throws SQLException {
    var name = date.format(NAME);
    lock(connection);
    if (exists(connection, date)) {
      return;
    }
    try (var statement = connection.createStatement()) {
      // The parent is locked for a moment; who holds it longer than this makes us try again later.
      statement.execute("SET LOCAL lock_timeout = '2s'");
      statement.execute("LOCK TABLE ledger.charge IN ACCESS EXCLUSIVE MODE");
      statement.execute(
          """
          CREATE TEMPORARY TABLE strays ON COMMIT DROP AS
          SELECT * FROM ledger.charge_other WHERE day = %1$d;
          DELETE FROM ledger.charge_other WHERE day = %1$d;
          CREATE TABLE ledger.%2$s PARTITION OF ledger.charge FOR VALUES FROM (%1$d) TO (%1$d + 1);
          INSERT INTO ledger.charge OVERRIDING SYSTEM VALUE TABLE strays
          """
              .formatted(date.toEpochDay(), name));
    }
  }

  /** Until the transaction ends no other one makes or drops days. */
  static void lock(Connection connection) throws SQLException {
    execute(connection, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
  }

  /** Waits, two seconds at most, until nobody writes charges of a day, and nobody will. */
  static void settle(Connection connection, LocalDate date) throws SQLException {
    execute(connection, "SET LOCAL lock_timeout = '2s'");
    execute(connection, "LOCK TABLE ledger.%s IN SHARE MODE".formatted(date.format(NAME)));
  }

  static void drop(Connection connection, LocalDate date) throws SQLException {
    execute(connection, "DROP TABLE ledger." + date.format(NAME));
  }

  /** Those that have a table of their own, the oldest first. Tables of other names are no days. */
  public static List<LocalDate> days(Connection connection) throws SQLException {
    var sql =
        """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'ledger.charge'::regclass
        ORDER BY c.relname
        """;
    var days = new ArrayList<LocalDate>();
    try (var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        day(rows.getString(1)).ifPresent(days::add);
      }
    }
    return days;
  }

  private static Optional<LocalDate> day(String table) {
    try {
      return Optional.of(LocalDate.parse(table, NAME));
    } catch (DateTimeParseException other) {
      return Optional.empty();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static boolean exists(Connection connection, LocalDate date) throws SQLException {
    try (var select = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      select.setString(1, "ledger." + date.format(NAME));
      try (var rows = select.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }
}
