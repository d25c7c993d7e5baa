package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.SQLException;

/**
 * Leases of nothing on windows that have ended. Nothing of such a window is granted any more, so
 * that nobody needs the totals of its leases; without an end to them a replica would be told of
 * every window there ever was when it opens itself.
 */
public final class JdbcEndedWindows {
  private final Transactions transactions;

  public JdbcEndedWindows(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Forgets them, two days after the window can have ended in any time zone: an account is made
   * when its window begins, and never before that by more than a day.
   *
   * @return how many
   */
  public int forgetLeases() throws SQLException {
    var sql =
        """
        DELETE FROM ledger.lease l USING ledger.account a
        WHERE a.id = l.account AND a.kind <> 'wallet' AND l.outstanding = 0
          AND a.created_at < now() - CASE
            WHEN a.period LIKE 'day:%' THEN interval '4 days'
            WHEN a.period LIKE 'week:%' THEN interval '10 days'
            ELSE interval '34 days' END
        """;
    return transactions.run(connection -> {
      try (var delete = connection.prepareStatement(sql)) {
        return delete.executeUpdate();
      }
    });
  }
}
