package dev.tollgate.ledger.credits;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of accounts, leases and entries. Locks accounts in the order of their ids. */
final class JdbcAccounts {
  private static final String COLUMNS =
      "id, owner, granted, posted, leased, overrun, claimed, state, entries";

  private JdbcAccounts() {}

  static Map<String, AccountRow> lock(Connection connection, Collection<String> ids)
      throws SQLException {
    var sql =
        "SELECT "
            + COLUMNS
            + " FROM ledger.account WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE";
    return select(connection, sql, ids);
  }

  static @Nullable AccountRow read(Connection connection, String id) throws SQLException {
    var sql = "SELECT " + COLUMNS + " FROM ledger.account WHERE id = ANY (?)";
    return select(connection, sql, List.of(id)).get(id);
  }

  private static Map<String, AccountRow> select(
      Connection connection, String sql, Collection<String> ids) throws SQLException {
    var accounts = new LinkedHashMap<String, AccountRow>();
    try (var select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", ids.toArray()));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var account = account(rows);
          accounts.put(account.id(), account);
        }
      }
    }
    return accounts;
  }

  private static AccountRow account(ResultSet rows) throws SQLException {
    return new AccountRow(
        rows.getString(1),
        rows.getString(2),
        rows.getLong(3),
        rows.getLong(4),
        rows.getLong(5),
        rows.getLong(6),
        rows.getLong(7),
        rows.getString(8),
        rows.getLong(9));
  }

  /** Writes the accounts that differ from what was locked. */
  static void update(
      Connection connection, Map<String, AccountRow> before, Map<String, AccountRow> after)
      throws SQLException {
    var sql =
        """
        UPDATE ledger.account
        SET granted = ?, posted = ?, leased = ?, overrun = ?, claimed = ?, entries = ?
        WHERE id = ?
        """;
    try (var update = connection.prepareStatement(sql)) {
      for (var account : after.values()) {
        if (!account.equals(before.get(account.id()))) {
          update.setLong(1, account.granted());
          update.setLong(2, account.posted());
          update.setLong(3, account.leased());
          update.setLong(4, account.overrun());
          update.setLong(5, account.claimed());
          update.setLong(6, account.entries());
          update.setString(7, account.id());
          update.addBatch();
        }
      }
      update.executeBatch();
    }
  }

  /** A replica's leases on some accounts; locked, after the accounts. */
  static Map<String, LeaseRow> lockLeases(
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

  static Map<String, LeaseRow> allLeases(Connection connection, ReplicaId replica)
      throws SQLException {
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

  static void saveLeases(
      Connection connection,
      ReplicaId replica,
      Map<String, LeaseRow> before,
      Map<String, LeaseRow> after)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.lease (replica, shard, account, granted_total, returned_total, outstanding)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (replica, shard, account) DO UPDATE SET
          granted_total = excluded.granted_total,
          returned_total = excluded.returned_total,
          outstanding = excluded.outstanding
        """;
    try (var save = connection.prepareStatement(sql)) {
      for (var lease : after.values()) {
        if (!lease.equals(before.get(lease.account()))) {
          save.setObject(1, replica.id());
          save.setInt(2, replica.shard());
          save.setString(3, lease.account());
          save.setLong(4, lease.grantedTotal());
          save.setLong(5, lease.returnedTotal());
          save.setLong(6, lease.outstanding());
          save.addBatch();
        }
      }
      save.executeBatch();
    }
  }

  static void append(Connection connection, Collection<Entry> entries) throws SQLException {
    var sql =
        """
        INSERT INTO ledger.entry (account, seq, kind, amount, contra, balance_before, balance_after, cause)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;
    try (var insert = connection.prepareStatement(sql)) {
      for (var entry : entries) {
        insert.setString(1, entry.account());
        insert.setLong(2, entry.seq());
        insert.setString(3, entry.kind().name().toLowerCase(java.util.Locale.ROOT));
        insert.setLong(4, entry.amount());
        insert.setString(5, entry.contra());
        insert.setLong(6, entry.balanceBefore());
        insert.setLong(7, entry.balanceAfter());
        insert.setString(8, entry.cause());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static UUID historyId(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement("SELECT history_id FROM ledger.ledger");
        var rows = select.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("ledger.ledger has no row");
      }
      return rows.getObject(1, UUID.class);
    }
  }
}
