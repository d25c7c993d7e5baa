package dev.tollgate.ledger.verify;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes every balance, lease and remainder and compares, on one snapshot:
 * docs/reference/leases.md, section 9. Reads the whole ledger and changes nothing.
 */
public final class JdbcVerification {
  private static final int DIFFERENCES_MAX = 100;

  /** Held while the timer of one server verifies. */
  private static final long LOCK = 7_307_031_003L;

  private final Transactions transactions;

  public JdbcVerification(Transactions transactions) {
    this.transactions = transactions;
  }

  /** What was looked at, and every difference, 100 at most. */
  public record Result(
      long accounts, long entries, long charges, long leases, List<Difference> differences) {
    public boolean holds() {
      return differences.isEmpty();
    }
  }

  /** Verifies, beside whoever else does. */
  public Result run() throws SQLException {
    return transactions.readWhole(JdbcVerification::verify);
  }

  /** Verifies, unless another server's timer is at it: then null. */
  @Nullable Result runAlone() throws SQLException {
    return transactions.readWhole(connection -> isAlone(connection) ? verify(connection) : null);
  }

  private static boolean isAlone(Connection connection) throws SQLException {
    try (var lock = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
      lock.setLong(1, LOCK);
      try (var rows = lock.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private static Result verify(Connection connection) throws SQLException {
    var differences = new ArrayList<Difference>();
    for (var check : Checks.SQL) {
      differ(connection, check, differences);
    }
    JdbcGrantReplay.run(connection, difference -> add(difference, differences));
    return new Result(
        count(connection, "account"),
        count(connection, "entry"),
        count(connection, "charge"),
        count(connection, "lease"),
        List.copyOf(differences));
  }

  private static void differ(Connection connection, String check, List<Difference> differences)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setMaxRows(DIFFERENCES_MAX);
      try (var rows = statement.executeQuery(check)) {
        while (rows.next()) {
          var difference =
              new Difference(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5));
          add(difference, differences);
        }
      }
    }
  }

  private static void add(Difference difference, List<Difference> differences) {
    if (differences.size() < DIFFERENCES_MAX) {
      differences.add(difference);
    }
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM ledger." + table)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
