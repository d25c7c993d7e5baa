package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that the database is not the one that it was, and may lack commits. */
public final class JdbcHistory {
  private static final Logger log = LoggerFactory.getLogger(JdbcHistory.class);

  private final Transactions transactions;

  public JdbcHistory(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Begins a new history if the ledger was last seen on another cluster or timeline. To be called
   * at start and now and then.
   */
  public void check() throws SQLException {
    boolean moved =
        transactions.run(connection ->
            !text(connection, "SELECT cluster FROM ledger.ledger").equals(cluster(connection)));
    if (moved) {
      move();
    }
  }

  private void move() throws SQLException {
    var _ =
        transactions.run(connection -> {
          var before = seenOn(connection);
          var now = cluster(connection);
          if (!before.equals(now)) {
            write(connection, now);
            if (!before.isEmpty()) {
              JdbcReplicas.newHistory(connection);
              log.error("The ledger was on {} and is on {} now: a new history begins", before, now);
            }
          }
          return now;
        });
  }

  private static String seenOn(Connection connection) throws SQLException {
    return text(connection, "SELECT cluster FROM ledger.ledger FOR UPDATE");
  }

  private static String cluster(Connection connection) throws SQLException {
    return text(
        connection,
        """
        SELECT 'cluster ' || system_identifier
          || ' timeline ' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
        FROM pg_control_system()
        """);
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (var select = connection.prepareStatement(sql);
        var rows = select.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("ledger.ledger has no row");
      }
      return rows.getString(1);
    }
  }

  private static void write(Connection connection, String cluster) throws SQLException {
    try (var update = connection.prepareStatement("UPDATE ledger.ledger SET cluster = ?")) {
      update.setString(1, cluster);
      update.executeUpdate();
    }
  }
}
