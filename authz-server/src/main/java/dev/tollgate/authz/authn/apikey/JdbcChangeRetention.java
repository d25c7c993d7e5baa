package dev.tollgate.authz.authn.apikey;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Deletes what is old of the change log, and of what replicas wrote down about it. The newest
 * change stays however old it is: replicas tell by it whether the database went back in time.
 */
final class JdbcChangeRetention {
  private static final int ROWS_MAX = 10_000;

  /** One replica at a time; the others find nothing to do. */
  private static final String TURN =
      "SELECT pg_try_advisory_xact_lock(hashtext('authz.change_log'))";

  /** From the old end and without gaps, whatever the clock did. */
  private static final String CHANGES =
      """
      DELETE FROM authz.change_log WHERE n IN (
        SELECT n FROM authz.change_log
        WHERE n < (SELECT n FROM authz.change_head) AND n < coalesce(
          (SELECT min(n) FROM authz.change_log WHERE at >= clock_timestamp() - ? * interval '1 second'),
          9223372036854775807)
        ORDER BY n LIMIT ?)
      """;

  private static final String BATCHES =
      """
      DELETE FROM authz.change_applied WHERE (replica, n) IN (
        SELECT replica, n FROM authz.change_applied
        WHERE n < (SELECT min(n) FROM authz.change_log) LIMIT ?)
      """;
  private static final String REPLICAS =
      "DELETE FROM authz.replica WHERE seen_at < clock_timestamp() - ? * interval '1 second'";

  private final DataSource database;

  JdbcChangeRetention(DataSource database) {
    this.database = database;
  }

  /**
   * Deletes what is older.
   *
   * @return whether there may be more of it: a transaction deletes no more than 10,000 changes
   */
  boolean prune(Duration age) throws SQLException {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      int deleted = mine(connection) ? prune(connection, age) : 0;
      connection.commit();
      return deleted == ROWS_MAX;
    }
  }

  private static boolean mine(Connection connection) throws SQLException {
    try (var lock = connection.prepareStatement(TURN);
        var rows = lock.executeQuery()) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private static int prune(Connection connection, Duration age) throws SQLException {
    try (var changes = connection.prepareStatement(CHANGES);
        var batches = connection.prepareStatement(BATCHES);
        var replicas = connection.prepareStatement(REPLICAS)) {
      changes.setLong(1, age.toSeconds());
      changes.setInt(2, ROWS_MAX);
      batches.setInt(1, ROWS_MAX);
      replicas.setLong(1, age.toSeconds());
      replicas.executeUpdate();
      return Math.max(changes.executeUpdate(), batches.executeUpdate());
    }
  }
}
