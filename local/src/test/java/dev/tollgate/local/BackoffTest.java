package dev.tollgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private final AtomicLong clock = new AtomicLong();
  private final Backoff backoff = new Backoff(clock::get);

  @Test
  void waitsDoubleUpToTheBound() {
    long[] expectedMillis = {200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000};
    for (long millis : expectedMillis) {
      backoff.started();
      assertWait(Duration.ofMillis(millis));
    }
  }

  @Test
  void aPartThatStayedUpIsStartedSoonAgain() {
    for (int start = 0; start < 5; start++) {
      backoff.started();
      assertWait(Duration.ofMillis(200L << start));
    }
    backoff.started();
    pass(Backoff.SETTLED);
    assertWait(Backoff.FIRST);
    backoff.started();
    pass(Backoff.SETTLED.minusMillis(1));
    assertWait(Backoff.FIRST.multipliedBy(2));
  }

  @Test
  void aStartThatNobodyWaitedForCostsNothing() {
    backoff.started();
    backoff.started();
    backoff.started();
    assertWait(Backoff.FIRST);
  }

  private void assertWait(Duration wait) {
    assertThat(backoff.due()).isFalse();
    pass(wait.minusNanos(1));
    assertThat(backoff.due()).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(backoff.due()).isTrue();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
