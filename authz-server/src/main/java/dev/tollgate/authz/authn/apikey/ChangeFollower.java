package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the change log by number, about every second, and makes the cache forget what changed. Says
 * whether the cache can still be trusted: not before the first poll, nor when the last one that
 * succeeded is too long ago.
 *
 * <p>A log that does not continue what was applied belongs to a database that went back in time.
 * What was remembered from the time that is gone is dropped whole.
 */
final class ChangeFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeFollower.class);
  private static final int PAGE_MAX = 1_000;

  private final ChangeLog changeLog;
  private final KeyCache cache;
  private final Duration staleMax;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("changes").factory());
  private final AtomicLong breaks = new AtomicLong();
  private volatile @Nullable AppliedChanges applied;
  private volatile long trustedUntilNanos;
  private volatile long succeededNanos;

  ChangeFollower(ChangeLog changeLog, KeyCache cache, Duration staleMax, LongSupplier nanoTime) {
    this.changeLog = changeLog;
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

  /** Whatever a poll throws, the next one comes: an end of polling would go unnoticed. */
  private void pollQuietly() {
    try {
      poll();
    } catch (SQLException e) {
      log.warn("The change log cannot be read: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      log.error("The change log cannot be followed", e);
    }
  }

  /** One poll; counts from when it was asked, not from when it was answered. */
  void poll() throws SQLException {
    long asked = nanoTime.getAsLong();
    var position = applied;
    if (position == null || !follow(position)) {
      startAtTheEnd();
    }
    succeededNanos = asked;
    trustedUntilNanos = asked + staleMax.toNanos();
  }

  /** What is read from the database after the end was, knows every change before it. */
  private void startAtTheEnd() throws SQLException {
    var end = changeLog.end();
    cache.clear();
    applied = end;
  }

  /** Applies what is new; false if the log is not the one that was applied so far. */
  private boolean follow(AppliedChanges position) throws SQLException {
    while (true) {
      var page = changeLog.from(position.n(), PAGE_MAX);
      var news = position.continuation(page);
      if (news.isEmpty()) {
        dropAll(position, page.head());
        return false;
      }
      if (!news.get().isEmpty()) {
        cache.apply(news.get());
        position = position.plus(news.get());
        applied = position;
      }
      if (page.changes().size() < PAGE_MAX) {
        return true;
      }
    }
  }

  private void dropAll(AppliedChanges position, long head) {
    applied = null;
    cache.clear();
    breaks.incrementAndGet();
    log.error(
        "The change log does not continue after change {}, it ends at {}: the database went back in"
            + " time, or changes were deleted before they were read. Everything remembered of keys"
            + " is dropped. After a restore, revoke again what was revoked since the backup.",
        position.n(),
        head);
  }

  /** Whether what the cache remembers may be used. */
  boolean trusted() {
    return nanoTime.getAsLong() - trustedUntilNanos < 0;
  }

  /** Number of the newest change that is applied here. */
  long applied() {
    var position = applied;
    return position == null ? 0 : position.n();
  }

  /** How often the log did not continue what was applied. */
  long breaks() {
    return breaks.get();
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
