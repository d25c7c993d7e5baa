package dev.tollgate.ledger.limits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which limits there are, as changes by version: replicas learn what they lack, and no amounts. */
public final class JdbcPolicies {
  private final Transactions transactions;
  private final int changesMax;
  private volatile long version;

  /**
   * Reads changes.
   *
   * @param changesMax of one answer
   */
  public JdbcPolicies(Transactions transactions, int changesMax) {
    this.transactions = transactions;
    this.changesMax = changesMax;
  }

  /** One thing that is not as it was. */
  public sealed interface Change {
    /** A limit was set, or removed. */
    record Limit(String owner, String kind, String period, boolean removed) implements Change {}

    /** An organization's windows go by another calendar. */
    record Zone(String organization, String zone) implements Change {}
  }

  /**
   * What a caller lacks.
   *
   * @param version up to which it knows everything then
   * @param more whether there is more after that
   */
  public record Changes(long version, List<Change> changes, boolean more) {}

  /** The newest version, at most a second old. */
  public long version() {
    return version;
  }

  /** Reads what other servers have changed since. */
  public void refresh() throws SQLException {
    version = transactions.read(JdbcPolicies::newest);
  }

  /** Everything that changed after a version; a version that there never was counts as none. */
  public Changes since(long known) throws SQLException {
    return transactions.read(connection -> {
      long newest = newest(connection);
      return since(connection, known > newest ? 0 : known, newest);
    });
  }

  private static long newest(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement("SELECT newest FROM ledger.policy_version");
        var rows = select.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("ledger.policy_version has no row");
      }
      return rows.getLong(1);
    }
  }

  private Changes since(Connection connection, long known, long newest) throws SQLException {
    var sql =
        """
        SELECT version, owner, kind, period, amount IS NULL AS removed, NULL AS zone
        FROM ledger.policy WHERE version > ?
        UNION ALL
        SELECT version, organization, NULL, NULL, false, zone FROM ledger.time_zone WHERE version > ?
        ORDER BY version LIMIT ?
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setLong(1, known);
      select.setLong(2, known);
      select.setInt(3, changesMax + 1);
      try (var rows = select.executeQuery()) {
        var changes = new ArrayList<Change>();
        long last = newest;
        while (rows.next()) {
          if (changes.size() == changesMax) {
            return new Changes(last, changes, true);
          }
          last = rows.getLong("version");
          changes.add(change(rows));
        }
        return new Changes(newest, changes, false);
      }
    }
  }

  private static Change change(ResultSet rows) throws SQLException {
    var zone = rows.getString("zone");
    return zone == null
        ? new Change.Limit(
            rows.getString("owner"),
            rows.getString("kind"),
            rows.getString("period"),
            rows.getBoolean("removed"))
        : new Change.Zone(rows.getString("owner"), zone);
  }
}
