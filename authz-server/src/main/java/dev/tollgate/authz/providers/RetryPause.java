package dev.tollgate.authz.providers;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How long to wait before something is tried again: twice as long each time, up to a bound. */
record RetryPause(Duration length, Duration most) {
  static final RetryPause FIRST = new RetryPause(Duration.ofSeconds(1), Duration.ofSeconds(30));

  RetryPause next() {
    var twice = length.multipliedBy(2);
    return new RetryPause(twice.compareTo(most) < 0 ? twice : most, most);
  }

  /** Waits, a quarter more or less: servers that failed together come back one by one. */
  void sleep() throws InterruptedException {
    double share = ThreadLocalRandom.current().nextDouble(0.75, 1.25);
    TimeUnit.NANOSECONDS.sleep((long) (length.toNanos() * share));
  }
}
