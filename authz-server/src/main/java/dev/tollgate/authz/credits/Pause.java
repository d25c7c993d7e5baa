package dev.tollgate.authz.credits;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What to do after a step towards the ledger: wait.
 *
 * @param untilWoken whether a new record ends it before its time
 */
record Pause(long nanos, boolean untilWoken) {
  static final Pause NONE = new Pause(0, false);

  static Pause ofMillis(long millis) {
    return new Pause(TimeUnit.MILLISECONDS.toNanos(millis), false);
  }

  static Pause untilWoken(Duration most) {
    return new Pause(most.toNanos(), true);
  }
}
