package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Address;
import dev.tollgate.authz.authn.UseCounter;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts uses in memory and writes them every few seconds, never per request. What a crash loses is
 * some seconds of a count that nothing is charged by.
 */
final class KeyUse implements UseCounter, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyUse.class);
  private static final long EVERY_SECONDS = 5;

  private final DataSource database;
  private final InstantSource clock;
  private final Map<String, Uses> counts = new ConcurrentHashMap<>();

  /** Keys at providers that were used since they were written. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

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

  /** Of one key, since they were written. */
  private static final class Uses {
    private final LongAdder count = new LongAdder();
    private volatile String address = "";
  }

  @Override
  public void count(String keyId, String clientAddress) {
    var known = counts.get(keyId);
    var uses = known != null ? known : counts.computeIfAbsent(keyId, id -> new Uses());
    uses.address = clientAddress;
    uses.count.increment();
  }

  @Override
  public void countOwn(String id) {
    if (!own.contains(id)) {
      own.add(id);
    }
  }

  /** What cannot be written now stays counted. */
  synchronized void write() {
    writeOwn();
    var used = new TreeMap<String, Long>(); // all replicas in one order: no deadlock
    counts.forEach((keyId, uses) -> used.put(keyId, uses.count.sum()));
    used.forEach((keyId, count) -> {
      if (count == 0) {
        counts.remove(keyId);
      }
    });
    used.values().removeIf(count -> count == 0);
    if (used.isEmpty()) {
      return;
    }
    try {
      write(used);
      used.forEach(this::written);
    } catch (SQLException | RuntimeException e) {
      log.debug("Uses of {} keys are not written yet: {}", used.size(), e.getMessage());
    }
  }

  private void writeOwn() {
    var used = new TreeSet<>(own); // all replicas in one order, too
    own.removeAll(used);
    if (used.isEmpty()) {
      return;
    }
    try {
      writeOwn(used);
    } catch (SQLException | RuntimeException e) {
      own.addAll(used);
      log.debug("Uses of {} own keys are not written yet: {}", used.size(), e.getMessage());
    }
  }

  private void writeOwn(SortedSet<String> used) throws SQLException {
    try (var connection = database.getConnection();
        var update =
            connection.prepareStatement(
                "UPDATE authz.byok_key SET last_used_at = ? WHERE id = ?")) {
      connection.setAutoCommit(false);
      var now = Timestamp.from(clock.instant());
      for (var id : used) {
        update.setTimestamp(1, now);
        update.setString(2, id);
        update.addBatch();
      }
      update.executeBatch();
      connection.commit();
    }
  }

  private void written(String keyId, long count) {
    var uses = counts.get(keyId);
    if (uses != null) {
      uses.count.add(-count);
    }
  }

  private void write(SortedMap<String, Long> used) throws SQLException {
    var sql =
        """
        UPDATE authz.api_key SET last_used_at = ?, last_used_ip = ?::inet, total_requests = total_requests + ?
        WHERE key_id = ?
        """;
    try (var connection = database.getConnection();
        var update = connection.prepareStatement(sql)) {
      connection.setAutoCommit(false); // all or nothing, so that what failed can be repeated
      var now = Timestamp.from(clock.instant());
      for (var use : used.entrySet()) {
        update.setTimestamp(1, now);
        update.setString(2, address(use.getKey()));
        update.setLong(3, use.getValue());
        update.setString(4, use.getKey());
        update.addBatch();
      }
      update.executeBatch();
      connection.commit();
    }
  }

  /** Where the key was used last; null if that is not known. */
  private @Nullable String address(String keyId) {
    var uses = counts.get(keyId);
    var address = uses == null ? null : Address.parse(uses.address);
    return address == null ? null : address.text();
  }

  @Override
  public void close() {
    writer.shutdownNow();
    write();
  }
}
