package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.WindowAccount;
import dev.tollgate.pricing.wire.Vectors;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of accounts and their entries. Locks accounts in the order of their ids. */
final class JdbcAccounts {
  private static final String COLUMNS =
      "id, owner, granted, posted, leased, overrun, claimed, expiring, lapsed, state, entries,"
          + " dark_ceiling, written_off";

  /** SQLSTATE of a transaction that is to be repeated. */
  private static final String RETRY = "40001";

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
    return read(connection, List.of(id)).get(id);
  }

  /** Those that there are, without locking them. */
  static Map<String, AccountRow> read(Connection connection, Collection<String> ids)
      throws SQLException {
    var sql = "SELECT " + COLUMNS + " FROM ledger.account WHERE id = ANY (?)";
    return select(connection, sql, ids);
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
        rows.getLong(8),
        rows.getLong(9),
        rows.getString(10),
        rows.getLong(11),
        rows.getLong(12),
        rows.getLong(13));
  }

  /**
   * Writes the accounts that differ from what was locked, and those that were not there. Where
   * credit came in, replicas hear of it when this is committed.
   */
  static void update(
      Connection connection, Map<String, AccountRow> before, Map<String, AccountRow> after)
      throws SQLException {
    for (var id : after.keySet()) {
      if (!before.containsKey(id)) {
        if (!insert(connection, id, "")) {
          throw new SQLException("account " + id + " was made meanwhile", RETRY);
        }
      }
    }
    var sql =
        """
        UPDATE ledger.account a
        SET granted = n.granted, posted = n.posted, leased = n.leased, overrun = n.overrun,
            claimed = n.claimed, expiring = n.expiring, lapsed = n.lapsed, entries = n.entries,
            dark_ceiling = n.dark_ceiling, written_off = n.written_off
        FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
          AS n (id, granted, posted, leased, overrun, claimed, expiring, lapsed, entries, dark_ceiling, written_off)
        WHERE a.id = n.id
        """;
    var changed = after.values().stream().filter(a -> !a.equals(before.get(a.id()))).toList();
    try (var update = connection.prepareStatement(sql)) {
      new Columns<>(update, changed)
          .text(AccountRow::id)
          .longs(AccountRow::granted)
          .longs(AccountRow::posted)
          .longs(AccountRow::leased)
          .longs(AccountRow::overrun)
          .longs(AccountRow::claimed)
          .longs(AccountRow::expiring)
          .longs(AccountRow::lapsed)
          .longs(AccountRow::entries)
          .longs(AccountRow::darkCeiling)
          .longs(AccountRow::writtenOff)
          .execute();
    }
    for (var account : changed) {
      if (account.payable() > before.getOrDefault(account.id(), account).payable()) {
        announceCredit(connection, account.id());
      }
    }
  }

  private static void announceCredit(Connection connection, String id) throws SQLException {
    try (var notify = connection.prepareStatement("SELECT pg_notify('ledger_credit', ?)")) {
      notify.setString(1, id);
      notify.execute();
    }
  }

  /** Makes an account of the kind that its id names, unless it exists; whether it did so. */
  static boolean insert(Connection connection, String id, String owner) throws SQLException {
    var sql =
        """
        INSERT INTO ledger.account (id, kind, unit, owner, period) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, id);
      insert.setString(2, id.substring(0, id.indexOf(':')));
      insert.setString(3, Vectors.countsRequests(id) ? "request" : "nanocredit");
      insert.setString(4, owner);
      var window = WindowAccount.parse(id);
      insert.setString(5, window == null ? "" : window.window().toString());
      return insert.executeUpdate() == 1;
    }
  }

  static void append(Connection connection, List<Entry> entries) throws SQLException {
    var sql =
        """
        INSERT INTO ledger.entry (account, seq, kind, amount, contra, balance_before, balance_after, cause)
        SELECT * FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::text[])
        """;
    try (var insert = connection.prepareStatement(sql)) {
      new Columns<>(insert, entries)
          .text(Entry::account)
          .longs(Entry::seq)
          .text(entry -> entry.kind().name().toLowerCase(Locale.ROOT))
          .longs(Entry::amount)
          .text(Entry::contra)
          .longs(Entry::balanceBefore)
          .longs(Entry::balanceAfter)
          .text(Entry::cause)
          .execute();
    }
  }
}
