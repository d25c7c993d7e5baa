package dev.tollgate.ledger.verify;

import dev.tollgate.ledger.db.Transactions;
import java.sql.SQLException;

/** The books in five numbers, cheap enough to be looked at all the time. */
public final class JdbcTotals {
  private final Transactions transactions;

  public JdbcTotals(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Nanocredits over all accounts.
   *
   * @param leased what all replicas together may still hold: the exposure if all were lost
   * @param imbalance what accounts claim and their newest entries or their leases do not bear out;
   *     anything but 0 means that the books are wrong
   */
  public record Totals(long granted, long posted, long leased, long overrun, long imbalance) {}

  public Totals read() throws SQLException {
    var sql =
        """
        SELECT sum(a.granted), sum(a.posted), sum(a.leased), sum(a.overrun),
          sum(abs(a.granted - a.posted - coalesce(e.balance_after, 0)) + abs(a.leased - coalesce(l.outstanding, 0)))
        FROM ledger.account a
        LEFT JOIN ledger.entry e ON e.account = a.id AND e.seq = a.entries
        LEFT JOIN (SELECT account, sum(outstanding) AS outstanding FROM ledger.lease GROUP BY account) l
          ON l.account = a.id
        WHERE a.unit = 'nanocredit'
        """;
    return transactions.read(connection -> {
      try (var select = connection.prepareStatement(sql);
          var rows = select.executeQuery()) {
        rows.next();
        return new Totals(
            rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5));
      }
    });
  }
}
