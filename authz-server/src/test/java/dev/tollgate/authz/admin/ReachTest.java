package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReachTest {
  private static final Instant COMMITTED = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration STALE_MAX = Duration.ofMinutes(5);
  private static final Instant LAPSE = COMMITTED.plus(STALE_MAX);

  private static Reach.Replica replica(
      long begunAt, Instant seen, @Nullable Instant stopped, @Nullable Instant applied) {
    return new Reach.Replica(
        new UUID(0, 1), "h", Instant.EPOCH, begunAt, STALE_MAX, seen, stopped, applied);
  }

  private static Reach at(Reach.Replica replica, Instant now) {
    return Reach.of(replica, 17, COMMITTED, now);
  }

  @Test
  void whoSaysSoHasAppliedIt() {
    var applied = COMMITTED.plusMillis(12);
    assertThat(at(replica(3, COMMITTED, null, applied), COMMITTED.plusSeconds(1)))
        .isEqualTo(new Reach.Effective(applied));
    assertThat(at(replica(3, COMMITTED, COMMITTED.plusSeconds(9), applied), LAPSE))
        .isEqualTo(new Reach.Effective(applied));
  }

  @Test
  void whoDoesNotMayAcceptItUntilItTrustsNothingAnyMore() {
    var silent = replica(3, COMMITTED.minusSeconds(10), null, null);
    assertThat(at(silent, LAPSE)).isEqualTo(new Reach.Pending(LAPSE));
    assertThat(at(silent, LAPSE.plusMillis(1))).isEqualTo(new Reach.Lapsed(LAPSE));
  }

  /** It may have read the log after its last word, until a moment before the change. */
  @Test
  void whoFellSilentBeforeTheChangeMayStillTrustItsMemory() {
    var mayHaveRead = COMMITTED.minus(STALE_MAX).minus(Reach.LATE_WORD_MAX);
    assertThat(at(replica(3, mayHaveRead, null, null), COMMITTED))
        .isEqualTo(new Reach.Pending(LAPSE));
    assertThat(at(replica(3, mayHaveRead.minusMillis(1), null, null), COMMITTED))
        .isEqualTo(Reach.NotRunning.NOT_RUNNING);
  }

  @Test
  void whoBeganWithTheChangeKnownOrEndedBeforeItWasNotRunning() {
    assertThat(at(replica(17, COMMITTED, null, null), COMMITTED))
        .isEqualTo(Reach.NotRunning.NOT_RUNNING);
    assertThat(at(replica(16, COMMITTED, null, null), COMMITTED))
        .isEqualTo(new Reach.Pending(LAPSE));
    assertThat(at(replica(3, COMMITTED, COMMITTED.minusMillis(1), null), COMMITTED))
        .isEqualTo(Reach.NotRunning.NOT_RUNNING);
  }

  @Test
  void whoEndedWithoutHavingAppliedItAcceptsNothingSince() {
    var stopped = COMMITTED.plusSeconds(1);
    assertThat(at(replica(3, COMMITTED, stopped, null), stopped))
        .isEqualTo(new Reach.Stopped(stopped));
  }
}
