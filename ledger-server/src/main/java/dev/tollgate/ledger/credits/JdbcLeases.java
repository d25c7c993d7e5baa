package dev.tollgate.ledger.credits;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows of leases. */
final class JdbcLeases {
  private JdbcLeases() {}

  /** A replica's leases on some accounts; locked, after the accounts. */
  static Map<String, LeaseRow> lock(
      Connection connection, ReplicaId replica, Collection<String> accounts) throws SQLException {
    var sql =
        """
        SELECT account, granted_total, returned_total, outstanding FROM ledger.lease
        WHERE replica = ? AND shard = ? AND account = ANY (?) ORDER BY account FOR UPDATE
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setInt(2, replica.shard());
      select.setArray(3, connection.createArrayOf("text", accounts.toArray()));
      try (var rows = select.executeQuery()) {
        return leases(rows);
      }
    }
  }

  static Map<String, LeaseRow> all(Connection connection, ReplicaId replica) throws SQLException {
    var sql =
        """
        SELECT account, granted_total, returned_total, outstanding FROM ledger.lease
        WHERE replica = ? AND shard = ? ORDER BY account
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setObject(1, replica.id());
      select.setInt(2, replica.shard());
      try (var rows = select.executeQuery()) {
        return leases(rows);
      }
    }
  }

  private static Map<String, LeaseRow> leases(ResultSet rows) throws SQLException {
    var leases = new LinkedHashMap<String, LeaseRow>();
    while (rows.next()) {
      leases.put(
          rows.getString(1),
          new LeaseRow(rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
    }
    return leases;
  }

  static void save(
      Connection connection,
      ReplicaId replica,
      Map<String, LeaseRow> before,
      Map<String, LeaseRow> after)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.lease (account, granted_total, returned_total, outstanding, replica, shard)
        SELECT n.*, ?, ?
        FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) AS n
        ON CONFLICT (replica, shard, account) DO UPDATE SET
          granted_total = excluded.granted_total,
          returned_total = excluded.returned_total,
          outstanding = excluded.outstanding
        """;
    var changed = after.values().stream().filter(l -> !l.equals(before.get(l.account()))).toList();
    try (var save = connection.prepareStatement(sql)) {
      save.setObject(1, replica.id());
      save.setInt(2, replica.shard());
      new Columns<>(save, changed)
          .after(2)
          .text(LeaseRow::account)
          .longs(LeaseRow::grantedTotal)
          .longs(LeaseRow::returnedTotal)
          .longs(LeaseRow::outstanding)
          .execute();
    }
  }
}
