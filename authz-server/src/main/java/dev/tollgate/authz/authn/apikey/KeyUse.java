package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts uses in memory and writes them every few seconds, never per request. What a crash loses is
 * some seconds of a count that nothing is charged by.
 */
final class KeyUse implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyUse.class);
  private static final long EVERY_SECONDS = 5;

  private final DataSource database;
  private final InstantSource clock;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("key-use").factory());

  KeyUse(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  void start() {
    var _ =
        writer.scheduleWithFixedDelay(this::write, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** One use of a key. Does not block. */
  void count(String keyId) {
    var count = counts.get(keyId);
    (count != null ? count : counts.computeIfAbsent(keyId, id -> new LongAdder())).increment();
  }

  /** What cannot be written now stays counted. */
  synchronized void write() {
    var uses = new TreeMap<String, Long>(); // all replicas in one order: no deadlock
    counts.forEach((keyId, count) -> uses.put(keyId, count.sum()));
    uses.forEach((keyId, count) -> {
      if (count == 0) {
        counts.remove(keyId);
      }
    });
    uses.values().removeIf(count -> count == 0);
    if (uses.isEmpty()) {
      return;
    }
    try {
      write(uses);
      uses.forEach(this::written);
    } catch (SQLException | RuntimeException e) {
      log.debug("Uses of {} keys are not written yet: {}", uses.size(), e.getMessage());
    }
  }

  private void written(String keyId, long uses) {
    var count = counts.get(keyId);
    if (count != null) {
      count.add(-uses);
    }
  }

  private void write(SortedMap<String, Long> uses) throws SQLException {
    var sql =
        """
        UPDATE authz.api_key SET last_used_at = ?, total_requests = total_requests + ? WHERE key_id = ?
        """;
    try (var connection = database.getConnection();
        var update = connection.prepareStatement(sql)) {
      connection.setAutoCommit(false); // all or nothing, so that what failed can be repeated
      var now = Timestamp.from(clock.instant());
      for (var use : uses.entrySet()) {
        update.setTimestamp(1, now);
        update.setLong(2, use.getValue());
        update.setString(3, use.getKey());
        update.addBatch();
      }
      update.executeBatch();
      connection.commit();
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
    write();
  }
}
