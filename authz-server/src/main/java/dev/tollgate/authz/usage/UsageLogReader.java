package dev.tollgate.authz.usage;

import dev.tollgate.authz.usage.log.LogPosition;
import dev.tollgate.authz.usage.log.LogTail;
import dev.tollgate.authz.usage.log.LogUpkeep;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step after the other: read what is new, keep the position, look after Envoy and the files. A
 * line that cannot be settled now stops the log where it is; it is tried again and never skipped.
 * One thread.
 */
final class UsageLogReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UsageLogReader.class);
  private static final int LINES_A_STEP = 1_000;
  private static final long STORE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long BACKOFF_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final LogTail tail;
  private final LineIntake intake;
  private final LogBoots boots;
  private final PositionFile<LogPosition> positionFile;
  private final EnvoyWatch watch;
  private final LogUpkeep upkeep;
  private final UsageMetrics metrics;
  private final LogMetrics own;
  private final LongSupplier nanoClock;

  private String settled;
  private boolean recalled;
  private boolean moved;
  private long storedNanos;
  private long backoffNanos;

  /**
   * @param settled the file in which the last run stopped; empty if there was none
   */
  UsageLogReader(
      LogTail tail,
      LineIntake intake,
      LogBoots boots,
      PositionFile<LogPosition> positionFile,
      EnvoyWatch watch,
      LogUpkeep upkeep,
      String settled,
      UsageMetrics metrics,
      LogMetrics own,
      LongSupplier nanoClock) {
    this.tail = tail;
    this.intake = intake;
    this.boots = boots;
    this.positionFile = positionFile;
    this.watch = watch;
    this.upkeep = upkeep;
    this.settled = settled;
    this.metrics = metrics;
    this.own = own;
    this.nanoClock = nanoClock;
    storedNanos = nanoClock.getAsLong() - STORE_NANOS;
  }

  /** One step. Returns how long to wait for the next one. Never throws. */
  long step() {
    upkeep.tick(tail.reading(), settled);
    try {
      boolean answered = watch.answered();
      boolean more = readLines();
      watch.tick(answered);
      storePosition();
      backoffNanos = 0;
      return more ? 0 : IDLE_NANOS;
    } catch (IOException | RuntimeException failed) {
      if (backoffNanos == 0) {
        log.warn(
            "The usage log waits at byte {}; it will be tried again: {}",
            tail.offset(),
            failed.toString());
        log.debug("Why the usage log waits", failed);
      }
      metrics.retried();
      backoffNanos = Math.clamp(backoffNanos * 2, IDLE_NANOS, BACKOFF_NANOS_MAX);
      return backoffNanos;
    }
  }

  /** Keeps the position and lets the files go. */
  @Override
  public void close() {
    try (tail;
        watch) {
      storedNanos = nanoClock.getAsLong() - STORE_NANOS;
      storePosition();
    } catch (IOException e) {
      log.warn("The position in the usage log could not be kept; lines will repeat harmlessly", e);
    }
  }

  private boolean readLines() throws IOException {
    if (!recalled) {
      intake.recallQuarantined();
      recalled = true;
    }
    for (int i = 0; i < LINES_A_STEP; i++) {
      var line = tail.next();
      if (line == null) {
        return false;
      }
      intake.take(line);
      tail.taken();
      moved = true;
    }
    return true;
  }

  private void storePosition() throws IOException {
    own.position(tail.offset(), tail.behind());
    long now = nanoClock.getAsLong();
    if (moved && now - storedNanos >= STORE_NANOS) {
      var position = tail.position(boots.newest());
      positionFile.store(position);
      settled = position.file();
      moved = false;
      storedNanos = now;
    }
  }
}
