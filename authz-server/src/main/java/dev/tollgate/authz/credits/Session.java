package dev.tollgate.authz.credits;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the replica may admit now: it is open with the ledger, and the newest heartbeat that was
 * answered was sent less than T ago by this process's own clock.
 */
final class Session {
  private final LongSupplier nanoTime;
  private volatile @Nullable String refusal = "this replica is not open with the ledger yet";
  private volatile boolean stopped;
  private volatile long untilNanos;

  Session(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Why nothing may be admitted, or null if it may. */
  @Nullable String refusal() {
    var reason = refusal;
    if (reason == null && nanoTime.getAsLong() - untilNanos >= 0) {
      return "the ledger has not answered for too long";
    }
    return reason;
  }

  /** A heartbeat was answered. Counted from when it was sent; moves only forwards. */
  void answered(long sentNanos, Duration session) {
    long until = sentNanos + session.toNanos();
    if (until - untilNanos > 0) {
      untilNanos = until;
    }
  }

  /** The replica is open: it may admit. */
  void open(long sentNanos, Duration session) {
    untilNanos = sentNanos + session.toNanos();
    if (!stopped) {
      refusal = null;
    }
  }

  /** Nothing is admitted until the replica is open again. */
  void suspend(String reason) {
    if (!stopped) {
      refusal = reason;
    }
  }

  /** Nothing is admitted any more, for good. */
  void stop(String reason) {
    stopped = true;
    refusal = reason;
  }

  /** Seconds until admission ends if the ledger stays silent; 0 if nothing is admitted. */
  double secondsLeft() {
    return refusal() == null ? (untilNanos - nanoTime.getAsLong()) / 1e9 : 0;
  }
}
