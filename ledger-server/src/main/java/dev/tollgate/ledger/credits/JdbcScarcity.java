package dev.tollgate.ledger.credits;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Accounts of which somebody asked for more than was free: for 10 s they are scarce, and whoever
 * has free lease of them is asked for it back, at most once a second an account. A clock of the
 * database that is set back ends scarcity early; it never makes it last.
 */
final class JdbcScarcity {
  private static final int LESSEES_MAX = 10_000;
  private static final int RECALLS_MAX = 1_000;

  private JdbcScarcity() {}

  /** Of accounts that the caller has locked. */
  static Map<String, Sharing> read(
      Connection connection, ReplicaId replica, Collection<String> accounts) throws SQLException {
    var sql =
        """
        SELECT a.id,
          coalesce(a.scarce_until BETWEEN clock_timestamp() AND clock_timestamp() + interval '10 s', false),
          1 + (SELECT count(*) FROM ledger.lease l WHERE l.account = a.id AND l.outstanding > 0 AND l.replica <> ?)
        FROM ledger.account a WHERE a.id = ANY (?)
        """;
    var sharing = new HashMap<String, Sharing>();
    if (accounts.isEmpty()) {
      return sharing;
    }
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setArray(2, connection.createArrayOf("text", accounts.toArray()));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          sharing.put(rows.getString(1), new Sharing(rows.getBoolean(2), rows.getInt(3)));
        }
      }
    }
    return sharing;
  }

  /** Makes accounts scarce from now on and asks for their free lease, when this is committed. */
  static void mark(Connection connection, Set<String> accounts) throws SQLException {
    var sql =
        """
        WITH marked AS (
          UPDATE ledger.account SET scarce_until = clock_timestamp() + interval '10 s'
          WHERE id = ANY (?) AND NOT coalesce(
            scarce_until BETWEEN clock_timestamp() + interval '9 s' AND clock_timestamp() + interval '10 s', false)
          RETURNING id)
        SELECT pg_notify('ledger_recalls', id) FROM marked
        """;
    if (!accounts.isEmpty()) {
      try (var update = connection.prepareStatement(sql)) {
        update.setArray(1, connection.createArrayOf("text", accounts.toArray()));
        update.execute();
      }
    }
  }

  /**
   * Scarce and suspended accounts of which the replica has lease: of those that it has just
   * reported on, or of all if it had nothing to report.
   */
  static List<String> recalled(
      Connection connection, ReplicaId replica, Collection<String> reported) throws SQLException {
    var sql =
        """
        SELECT l.account FROM ledger.lease l JOIN ledger.account a ON a.id = l.account
        WHERE l.replica = ? AND l.shard = ? AND l.outstanding > 0 AND (? OR l.account = ANY (?))
          AND (a.state <> 'active' OR a.scarce_until BETWEEN clock_timestamp() AND clock_timestamp() + interval '10 s')
        LIMIT
        """
            + RECALLS_MAX;
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setInt(2, replica.shard());
      select.setBoolean(3, reported.isEmpty());
      select.setArray(4, connection.createArrayOf("text", reported.toArray()));
      return column(select, String.class);
    }
  }

  /** Replicas that have some of an account leased, ten thousand at most. */
  static Set<UUID> lessees(Connection connection, String account) throws SQLException {
    var sql =
        "SELECT DISTINCT replica FROM ledger.lease WHERE account = ? AND outstanding > 0 LIMIT "
            + LESSEES_MAX;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, account);
      return new HashSet<>(column(select, UUID.class));
    }
  }

  private static <T> List<T> column(PreparedStatement select, Class<T> type) throws SQLException {
    var values = new ArrayList<T>();
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        values.add(rows.getObject(1, type));
      }
    }
    return values;
  }
}
