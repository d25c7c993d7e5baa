package dev.tollgate.ledger.verify;

import dev.tollgate.ledger.verify.GrantReplay.Claimed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Replays every account that ever had a grant with a date; memory holds some accounts' grants. */
final class JdbcGrantReplay {
  private static final int ACCOUNTS = 100;
  private static final int FETCH = 1_000;

  private JdbcGrantReplay() {}

  /** In a transaction, on its snapshot. */
  static void run(Connection connection, Consumer<Difference> differences) throws SQLException {
    var after = "";
    while (true) {
      var accounts = accounts(connection, after);
      if (accounts.isEmpty()) {
        return;
      }
      var replays = new LinkedHashMap<String, GrantReplay>();
      for (var account : accounts) {
        replays.put(account, new GrantReplay(account, claimed(connection, account), differences));
      }
      replay(connection, replays);
      compare(connection, replays);
      after = accounts.getLast();
    }
  }

  private static List<String> accounts(Connection connection, String after) throws SQLException {
    var sql =
        """
        SELECT DISTINCT account FROM ledger.credit_grant
        WHERE expires_at IS NOT NULL AND account > ? ORDER BY account LIMIT ?
        """;
    var accounts = new ArrayList<String>();
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, after);
      select.setInt(2, ACCOUNTS);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          accounts.add(rows.getString(1));
        }
      }
    }
    return accounts;
  }

  private static List<Claimed> claimed(Connection connection, String account) throws SQLException {
    var sql =
        """
        SELECT id, movement, remaining, as_of, expired_after FROM ledger.credit_grant
        WHERE account = ? AND expires_at IS NOT NULL ORDER BY expires_at, id
        """;
    var claimed = new ArrayList<Claimed>();
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, account);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          claimed.add(
              new Claimed(
                  claimed.size(),
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getLong(3),
                  rows.getLong(4),
                  rows.getObject(5, Long.class)));
        }
      }
    }
    return claimed;
  }

  private static void replay(Connection connection, Map<String, GrantReplay> replays)
      throws SQLException {
    var sql =
        """
        SELECT account, seq, kind, amount, cause FROM ledger.entry
        WHERE account = ANY (?) ORDER BY account, seq
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH);
      select.setArray(1, connection.createArrayOf("text", replays.keySet().toArray()));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var replay = replays.get(rows.getString(1));
          if (replay != null) {
            replay.entry(rows.getLong(2), rows.getString(3), rows.getLong(4), rows.getString(5));
          }
        }
      }
    }
  }

  private static void compare(Connection connection, Map<String, GrantReplay> replays)
      throws SQLException {
    var sql = "SELECT id, expiring, lapsed FROM ledger.account WHERE id = ANY (?) ORDER BY id";
    try (var select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", replays.keySet().toArray()));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var replay = replays.get(rows.getString(1));
          if (replay != null) {
            replay.end(rows.getLong(2), rows.getLong(3));
          }
        }
      }
    }
  }
}
