package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.SQLException;

/**
 * Usage by another road of replicas that nobody ever opened. No admission of such a replica can
 * have been leased anything here, so nothing will ever ask for it: it is put aside, not charged.
 */
public final class JdbcStrayUsage {
  private final Transactions transactions;

  public JdbcStrayUsage(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Puts aside what has waited for a day.
   *
   * @return how many reservations' usage that is
   */
  public int putAside() throws SQLException {
    var sql =
        """
        WITH stray AS (
          DELETE FROM ledger.foreign_usage f
          WHERE f.received_at < now() - interval '1 day'
            AND NOT EXISTS (SELECT FROM ledger.replica r WHERE r.id = f.replica)
          RETURNING f.day, f.replica, f.n, f.report, f.received_at)
        INSERT INTO ledger.stray_usage (day, replica, n, report, received_at)
        SELECT day, replica, n, report, received_at FROM stray
        ON CONFLICT DO NOTHING
        """;
    return transactions.run(connection -> {
      try (var move = connection.prepareStatement(sql)) {
        return move.executeUpdate();
      }
    });
  }
}
