package dev.tollgate.local;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says when a part that has died is started again: soon at first, then after ever longer waits up
 * to a bound, and soon again once it has stayed up for a while. Its owner lets in one thread at a
 * time.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(200);
  static final Duration MOST = Duration.ofSeconds(10);
  static final Duration SETTLED = Duration.ofSeconds(30);

  private final LongSupplier nanoTime;
  private long startedNanos;
  private long seenDeadNanos;
  private boolean seenDead;
  private long waitNanos = FIRST.toNanos();

  Backoff(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
  }

  /** Told with every start, also with one that fails. */
  void started() {
    if (seenDead) {
      waitNanos = Math.min(2 * waitNanos, MOST.toNanos());
      seenDead = false;
    }
    startedNanos = nanoTime.getAsLong();
  }

  /** Asked of a part that is down; the wait begins with the first time. */
  boolean due() {
    long now = nanoTime.getAsLong();
    if (!seenDead) {
      seenDead = true;
      seenDeadNanos = now;
      if (now - startedNanos >= SETTLED.toNanos()) {
        waitNanos = FIRST.toNanos();
      }
    }
    return now - seenDeadNanos >= waitNanos;
  }
}
