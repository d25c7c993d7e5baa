package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how far this replica has read the change log: soon after changes were applied, and
 * about every ten seconds that it is there. Nothing waits for it, and whatever of it fails, changes
 * are applied all the same; what was not written is written later, with the time that it has.
 */
final class ReplicaReports implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReplicaReports.class);
  private static final long EVERY_MILLIS_MIN = 8_000;
  private static final long EVERY_MILLIS_MAX = 12_000;

  /** Between two writes, however many changes come. */
  private static final long GAP_MILLIS = 250;

  private static final long AFTER_FAILURE_MILLIS = 2_000;
  private static final Duration END_MAX = Duration.ofSeconds(3);

  private final JdbcReplicas replicas;
  private final ReplicaProgress progress;
  private final LongSupplier nanoTime;
  private final Thread thread = Thread.ofPlatform().daemon().name("replica").unstarted(this::run);
  private volatile long writtenNanos;
  private volatile boolean closed;
  private boolean failing;

  ReplicaReports(JdbcReplicas replicas, ReplicaProgress progress, LongSupplier nanoTime) {
    this.replicas = replicas;
    this.progress = progress;
    this.nanoTime = nanoTime;
    this.writtenNanos = nanoTime.getAsLong();
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      boolean written = true;
      while (!closed) {
        if (written) {
          progress.awaitNews(heartbeat());
        }
        written = write(false);
        TimeUnit.MILLISECONDS.sleep(written ? GAP_MILLIS : AFTER_FAILURE_MILLIS);
      }
    } catch (InterruptedException e) {
      // It was closed.
    }
  }

  private static Duration heartbeat() {
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(EVERY_MILLIS_MIN, EVERY_MILLIS_MAX));
  }

  /** False if it must be tried again. */
  private boolean write(boolean stopped) {
    var word = progress.word();
    if (word.isEmpty()) {
      return true;
    }
    try {
      replicas.tell(word.get(), stopped);
      progress.told(word.get());
      writtenNanos = nanoTime.getAsLong();
      failing = false;
    } catch (SQLException | RuntimeException e) {
      warn(e);
      failing = true;
    }
    return !failing;
  }

  /** An outage is no reason to write a line every two seconds. */
  private void warn(Exception e) {
    if (!failing) {
      log.warn(
          "How far changes are applied here cannot be written down, and is tried again: {}",
          e.getMessage());
    }
  }

  /** Since when nothing could be written. */
  double ageSeconds() {
    return (nanoTime.getAsLong() - writtenNanos) / 1e9;
  }

  /** Says that this replica accepts no key any more: call it when nobody asks it any more. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (thread.join(END_MAX)) {
        write(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
