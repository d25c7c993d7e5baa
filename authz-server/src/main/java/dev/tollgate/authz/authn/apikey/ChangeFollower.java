package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the change log by number, about every second, and makes the cache forget what changed. Says
 * whether the cache can still be trusted: not before the first poll, nor when the last one that
 * succeeded is too long ago.
 */
final class ChangeFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeFollower.class);
  private static final int BATCH_MAX = 1_000;

  private final KeyStore store;
  private final KeyCache cache;
  private final Duration staleMax;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("changes").factory());
  private boolean started;
  private volatile long applied;
  private volatile long trustedUntilNanos;
  private volatile long succeededNanos;

  ChangeFollower(KeyStore store, KeyCache cache, Duration staleMax, LongSupplier nanoTime) {
    this.store = store;
    this.cache = cache;
    this.staleMax = staleMax;
    this.nanoTime = nanoTime;
    this.succeededNanos = nanoTime.getAsLong();
    this.trustedUntilNanos = succeededNanos; // not yet
  }

  void start(Duration every) {
    var _ =
        poller.scheduleWithFixedDelay(
            this::pollQuietly, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void pollQuietly() {
    try {
      poll();
    } catch (SQLException e) {
      log.warn("The change log cannot be read: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("The change log cannot be followed", e);
    }
  }

  /** One poll; counts from when it was asked, not from when it was answered. */
  void poll() throws SQLException {
    long asked = nanoTime.getAsLong();
    if (started) {
      follow();
    } else {
      applied = store.newestChange();
      cache.clear();
      started = true;
    }
    succeededNanos = asked;
    trustedUntilNanos = asked + staleMax.toNanos();
  }

  private void follow() throws SQLException {
    var changes = store.changesAfter(applied, BATCH_MAX);
    while (!changes.isEmpty()) {
      for (var change : changes) {
        cache.apply(change);
        applied = change.n();
      }
      changes =
          changes.size() < BATCH_MAX ? java.util.List.of() : store.changesAfter(applied, BATCH_MAX);
    }
  }

  /** Whether what the cache remembers may be used. */
  boolean trusted() {
    return nanoTime.getAsLong() - trustedUntilNanos < 0;
  }

  /** Number of the newest change that is applied here. */
  long applied() {
    return applied;
  }

  /** Since when the last poll that succeeded knows everything. */
  double ageSeconds() {
    return (nanoTime.getAsLong() - succeededNanos) / 1e9;
  }

  @Override
  public void close() {
    poller.shutdownNow();
  }
}
