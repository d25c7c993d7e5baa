package dev.tollgate.ledger.verify;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Recomputes every balance and lease and compares, on one snapshot: docs/reference/leases.md,
 * section 9. Each check is a query that returns a sentence for every difference.
 */
public final class JdbcVerification {
  private static final int DIFFERENCES_MAX = 100;

  /** Claims of rows against the fold of entries and charges; each selects one column of text. */
  private static final List<String> CHECKS =
      List.of(
          """
          SELECT format('I1: account %s: posted %s + leased %s exceeds granted %s + overrun %s',
                        id, posted, leased, granted, overrun)
          FROM ledger.account
          WHERE leased < 0 OR claimed < 0 OR posted + leased > granted + overrun
          """,
          """
          SELECT format('I1: account %s: leased is %s, its leases are outstanding with %s',
                        a.id, a.leased, coalesce(l.outstanding, 0))
          FROM ledger.account a
          LEFT JOIN (SELECT account, sum(outstanding) AS outstanding FROM ledger.lease GROUP BY account) l
            ON l.account = a.id
          WHERE a.leased <> coalesce(l.outstanding, 0)
          """,
          """
          SELECT format('I1: account %s, replica %s: outstanding is %s; granted %s - returned %s - taken %s is %s',
                        l.account, l.replica, l.outstanding, l.granted_total, l.returned_total, coalesce(t.taken, 0),
                        l.granted_total - l.returned_total - coalesce(t.taken, 0))
          FROM ledger.lease l
          LEFT JOIN (
            SELECT replica, account, sum(CASE WHEN account LIKE 'quota:%' THEN taken_requests ELSE taken_nanocredits END) AS taken
            FROM ledger.charge, unnest(path) AS account GROUP BY replica, account) t
            ON t.replica = l.replica AND t.account = l.account
          WHERE l.outstanding <> l.granted_total - l.returned_total - coalesce(t.taken, 0)
          """,
          """
          SELECT format('I3: account %s: posted + written off is %s, its charges add up to %s',
                        a.id, a.posted + a.written_off, coalesce(c.cost, 0))
          FROM ledger.account a
          LEFT JOIN (
            SELECT account, sum(CASE WHEN account LIKE 'quota:%' THEN cost_requests ELSE cost_nanocredits END) AS cost
            FROM ledger.charge, unnest(path) AS account GROUP BY account) c
            ON c.account = a.id
          WHERE a.posted + a.written_off <> coalesce(c.cost, 0)
          """,
          """
          SELECT format('I3: account %s: balance is %s, its entries add up to %s',
                        a.id, a.granted - a.posted, coalesce(e.amount, 0))
          FROM ledger.account a
          LEFT JOIN (SELECT account, sum(amount) AS amount FROM ledger.entry GROUP BY account) e ON e.account = a.id
          WHERE a.granted - a.posted <> coalesce(e.amount, 0)
          """,
          """
          SELECT format('I3: account %s: granted is %s, its grants less withdrawals add up to %s',
                        a.id, a.granted, coalesce(e.amount, 0))
          FROM ledger.account a
          LEFT JOIN (SELECT account, sum(amount) AS amount FROM ledger.entry
                     WHERE contra = 'platform:grants' GROUP BY account) e ON e.account = a.id
          WHERE a.granted <> coalesce(e.amount, 0)
          """,
          """
          SELECT format('I3: account %s, entry %s: balance before is %s, the entry before it left %s',
                        account, seq, balance_before, previous)
          FROM (SELECT account, seq, balance_before,
                       coalesce(lag(balance_after) OVER chain, 0) AS previous,
                       coalesce(lag(seq) OVER chain, 0) AS previous_seq
                FROM ledger.entry WINDOW chain AS (PARTITION BY account ORDER BY seq)) e
          WHERE balance_before <> previous OR seq <> previous_seq + 1
          """,
          """
          SELECT format('I3: account %s: its newest entry is %s, its row says %s', a.id, coalesce(e.seq, 0), a.entries)
          FROM ledger.account a
          LEFT JOIN (SELECT account, max(seq) AS seq FROM ledger.entry GROUP BY account) e ON e.account = a.id
          WHERE a.entries <> coalesce(e.seq, 0)
          """,
          """
          SELECT format('I4: account %s: overrun is %s, its charges add up to %s', a.id, a.overrun, coalesce(c.overrun, 0))
          FROM ledger.account a
          LEFT JOIN (
            SELECT account, sum(CASE WHEN account LIKE 'quota:%' THEN greatest(0, cost_requests - taken_requests)
                                     ELSE greatest(0, cost_nanocredits - taken_nanocredits) END) AS overrun
            FROM ledger.charge, unnest(path) AS account GROUP BY account) c
            ON c.account = a.id
          WHERE a.overrun <> coalesce(c.overrun, 0)
          """,
          """
          SELECT format('I3: account %s: claimed is %s; withdrawn %s - taken %s + lapsed %s is %s',
                        a.id, a.claimed, coalesce(m.asked, 0), coalesce(e.taken, 0), a.lapsed,
                        coalesce(m.asked, 0) - coalesce(e.taken, 0) + a.lapsed)
          FROM ledger.account a
          LEFT JOIN (
            SELECT account, sum(abs(nanocredits)) AS asked FROM ledger.movement
            WHERE kind = 'withdrawal' OR nanocredits < 0 GROUP BY account) m ON m.account = a.id
          LEFT JOIN (
            SELECT account, -sum(amount) AS taken FROM ledger.entry
            WHERE kind = 'withdrawal' OR (kind = 'adjustment' AND amount < 0) GROUP BY account) e ON e.account = a.id
          WHERE a.claimed <> coalesce(m.asked, 0) - coalesce(e.taken, 0) + a.lapsed
          """,
          """
          SELECT format('I3: movement %s: %s nanocredits, its entry moved %s', m.idempotency_key, m.nanocredits, coalesce(e.amount, 0))
          FROM ledger.movement m
          LEFT JOIN ledger.entry e ON e.account = m.account AND e.cause = m.idempotency_key AND e.kind = m.kind
          WHERE m.kind <> 'withdrawal' AND m.nanocredits > 0 AND m.nanocredits IS DISTINCT FROM e.amount
          """,
          """
          SELECT format('I3: account %s, grant %s: %s nanocredits until %s, its movement says %s until %s',
                        g.account, g.id, g.amount, g.expires_at, m.nanocredits, m.expires_at)
          FROM ledger.credit_grant g JOIN ledger.movement m ON m.idempotency_key = g.movement
          WHERE (g.account, g.amount, g.expires_at) IS DISTINCT FROM (m.account, m.nanocredits, m.expires_at)
          """,
          """
          SELECT format('I3: account %s: expiring is %s and lapsed %s, it has no grant with a date', id, expiring, lapsed)
          FROM ledger.account a
          WHERE (expiring <> 0 OR lapsed <> 0)
            AND NOT EXISTS (SELECT FROM ledger.credit_grant g WHERE g.account = a.id AND g.expires_at IS NOT NULL)
          """,
          """
          SELECT format('I2: replica %s, reservation %s: charged %s times, expected once', replica, n, count(*))
          FROM ledger.charge GROUP BY replica, n HAVING count(*) > 1
          """);

  private final Transactions transactions;

  public JdbcVerification(Transactions transactions) {
    this.transactions = transactions;
  }

  /** What was looked at, and every difference, 100 at most. */
  public record Result(
      long accounts, long entries, long charges, long leases, List<String> differences) {
    public boolean holds() {
      return differences.isEmpty();
    }
  }

  public Result run() throws SQLException {
    return transactions.read(connection -> {
      var differences = new ArrayList<String>();
      for (var check : CHECKS) {
        differ(connection, check, differences);
      }
      JdbcGrantReplay.run(
          connection,
          difference -> {
            if (differences.size() < DIFFERENCES_MAX) {
              differences.add(difference);
            }
          });
      return new Result(
          count(connection, "account"),
          count(connection, "entry"),
          count(connection, "charge"),
          count(connection, "lease"),
          List.copyOf(differences));
    });
  }

  private static void differ(Connection connection, String check, List<String> differences)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setMaxRows(DIFFERENCES_MAX);
      try (var rows = statement.executeQuery(check)) {
        while (rows.next() && differences.size() < DIFFERENCES_MAX) {
          differences.add(rows.getString(1));
        }
      }
    }
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM ledger." + table)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
