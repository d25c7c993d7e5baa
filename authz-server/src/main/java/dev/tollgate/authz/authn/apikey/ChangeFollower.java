package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the change log by number, when there are news of it and about every second without, and
 * makes the cache forget what changed. The news make a change effective at once; that it is
 * effective within seconds rests on the polls alone. Says whether the cache can still be trusted:
 * not before the first poll, nor when the last one that succeeded is too long ago.
 *
 * <p>A log that does not continue what was applied belongs to a database that went back in time.
 * What was remembered from the time that is gone is dropped whole.
 */
final class ChangeFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeFollower.class);
  private static final int PAGE_MAX = 1_000;

  /** Between the starts of two polls, however many news come: each passes over the whole cache. */
  private static final Duration GAP = Duration.ofMillis(50);

  private static final Duration PAUSE_AFTER_FAILURE_MAX = Duration.ofMillis(500);

  private final ChangeLog changeLog;
  private final KeyCache cache;
  private final ImportedKeys imported;
  private final Duration staleMax;
  private final LongSupplier nanoTime;
  private final AuthnMetrics metrics;
  private final ReplicaProgress progress;
  private final ChangeSubscriber providerKeys;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong breaks = new AtomicLong();
  private volatile @Nullable AppliedChanges applied;

  /** Whether the subscriber may remember what is not so any more; the thread's own. */
  private boolean providerKeysDue = true;

  private volatile long trustedUntilNanos;
  private volatile long succeededNanos;

  /**
   * @param changeLog closed with this
   * @param progress told how far it is
   * @param providerKeys refreshed when the log tells of them
   */
  ChangeFollower(
      ChangeLog changeLog,
      KeyCache cache,
      ImportedKeys imported,
      Duration staleMax,
      LongSupplier nanoTime,
      AuthnMetrics metrics,
      ReplicaProgress progress,
      ChangeSubscriber providerKeys) {
    this.changeLog = changeLog;
    this.cache = cache;
    this.imported = imported;
    this.staleMax = staleMax;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.progress = progress;
    this.providerKeys = providerKeys;
    this.succeededNanos = nanoTime.getAsLong();
    this.trustedUntilNanos = succeededNanos; // not yet
  }

  /** Polls from now on until it is closed, at the latest so long after the last poll. */
  void start(Duration every) {
    Thread.ofPlatform().daemon().name("changes").start(() -> followUntilClosed(every));
  }

  private void followUntilClosed(Duration every) {
    try {
      long pauseNanos;
      do {
        pauseNanos = pollAndAwaitNews(every);
      } while (!closed.await(pauseNanos, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      log.error("Changes are not followed any more: the thread was interrupted", e);
    }
  }

  /**
   * Whatever a round throws, the next one comes: an end of polling would go unnoticed.
   *
   * @return how many nanoseconds to pause before the next one
   */
  private long pollAndAwaitNews(Duration every) {
    try {
      poll();
      var _ = changeLog.awaitNews(every);
      return shorter(every, GAP) - (nanoTime.getAsLong() - succeededNanos);
    } catch (SQLException e) {
      if (closed.getCount() > 0) {
        log.warn("The change log cannot be read: {}", e.getMessage());
      }
    } catch (RuntimeException | Error e) {
      log.error("The change log cannot be followed", e);
    }
    return shorter(every, PAUSE_AFTER_FAILURE_MAX);
  }

  private static long shorter(Duration one, Duration other) {
    return Math.min(one.toNanos(), other.toNanos());
  }

  /** One poll; counts from when it was asked, not from when it was answered. */
  void poll() throws SQLException {
    long asked = nanoTime.getAsLong();
    var position = applied;
    if (position == null || !follow(position)) {
      startAtTheEnd(asked);
    }
    if (providerKeysDue) {
      providerKeysDue = !providerKeys.refresh(); // before the first callers are let in
    }
    succeededNanos = asked;
    progress.read(asked);
    trustedUntilNanos = asked + staleMax.toNanos();
  }

  /** What is read from the database after the end was, knows every change before it. */
  private void startAtTheEnd(long askedNanos) throws SQLException {
    var end = changeLog.end();
    imported.load();
    cache.clear();
    applied = end;
    providerKeysDue = true;
    progress.began(end.n(), askedNanos);
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
        imported.apply(news.get()); // before loads that began without it are given up
        cache.apply(news.get());
        position = position.plus(news.get());
        applied = position;
        providerKeysDue |= news.get().stream().anyMatch(ChangeFollower::tellsOfProviderKeys);
        progress.applied(position.n());
        metrics.applied(news.get());
      }
      if (page.changes().size() < PAGE_MAX) {
        return true;
      }
    }
  }

  private static boolean tellsOfProviderKeys(Change change) {
    return switch (change.kind()) {
      case PROVIDER_KEY, UNKNOWN -> true;
      case KEY, USER, ORGANIZATION, PLAN, IMPORT -> false;
    };
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
    closed.countDown();
    try {
      changeLog.close();
    } catch (SQLException e) {
      log.warn("The change log's connection was not closed: {}", e.getMessage());
    }
  }
}
