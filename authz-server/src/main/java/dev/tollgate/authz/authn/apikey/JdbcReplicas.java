package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.apikey.ReplicaProgress.Word;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Writes down where replicas stand. Times are the database's clock less what has passed here since:
 * the way there makes something seem later than it was, never earlier.
 */
final class JdbcReplicas {
  private static final String REPLICA =
      """
      INSERT INTO authz.replica
        (id, host, started_at, begun_at_change, stale_max_millis, seen_at, stopped_at)
      VALUES (?, ?, clock_timestamp() - ? * interval '1 microsecond', ?, ?,
        clock_timestamp() - ? * interval '1 microsecond', CASE WHEN ? THEN clock_timestamp() END)
      ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, stopped_at = excluded.stopped_at
      """;
  private static final String BATCH =
      """
      INSERT INTO authz.change_applied (replica, n, applied_at)
      VALUES (?, ?, clock_timestamp() - ? * interval '1 microsecond') ON CONFLICT DO NOTHING
      """;

  private final DataSource database;
  private final String host;
  private final Duration staleMax;
  private final LongSupplier nanoTime;

  /**
   * @param host what people know this replica by
   */
  JdbcReplicas(DataSource database, String host, Duration staleMax, LongSupplier nanoTime) {
    this.database = database;
    this.host = host;
    this.staleMax = staleMax;
    this.nanoTime = nanoTime;
  }

  /**
   * All of it or nothing; repeating it changes nothing but how recent it is.
   *
   * @param stopped whether this replica accepts no key any more
   */
  void tell(Word word, boolean stopped) throws SQLException {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      tellReplica(connection, word, stopped);
      tellBatches(connection, word);
      connection.commit();
    }
  }

  private void tellReplica(Connection connection, Word word, boolean stopped) throws SQLException {
    try (var insert = connection.prepareStatement(REPLICA)) {
      insert.setObject(1, word.life().id());
      insert.setString(2, host);
      insert.setLong(3, microsSince(word.life().begunNanos()));
      insert.setLong(4, word.life().begunAt());
      insert.setLong(5, staleMax.toMillis());
      insert.setLong(6, microsSince(word.readNanos()));
      insert.setBoolean(7, stopped);
      insert.executeUpdate();
    }
  }

  private void tellBatches(Connection connection, Word word) throws SQLException {
    if (word.batches().isEmpty()) {
      return;
    }
    try (var insert = connection.prepareStatement(BATCH)) {
      for (var batch : word.batches()) {
        insert.setObject(1, word.life().id());
        insert.setLong(2, batch.n());
        insert.setLong(3, microsSince(batch.appliedNanos()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private long microsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanoTime.getAsLong() - nanos);
  }
}
