package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FreeTargetTest {
  private static final FreeTarget.Rules RULES =
      new FreeTarget.Rules(Duration.ofSeconds(2), Duration.ofSeconds(10));
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK = SECOND / 4;

  private long now = 42;
  private long held;
  private FreeTarget target = FreeTarget.none(now);

  @Test
  void itBeginsWithNothingAndTheFirstMissMakesItOneHold() {
    assertThat(target.amount()).isZero();
    miss(100);
    assertThat(target.amount()).isEqualTo(100);
  }

  @Test
  void everyMissDoublesItUpToWhatTwoSecondsHold() {
    held = 1_000;
    miss(100);
    miss(100);
    miss(100);
    assertThat(target.amount()).isEqualTo(400);
    miss(100);
    miss(100);
    assertThat(target.amount()).isEqualTo(1_100); // with the hold that has just been missed
  }

  @Test
  void aSingleLargeHoldDoesNotCount() {
    miss(100);
    miss(100);
    miss(90_000);
    assertThat(target.typicalHold()).isEqualTo(100);
    pass(4 * SECOND, 0);
    miss(100);
    assertThat(target.amount()).isLessThan(1_000);
  }

  @Test
  void demandThatHasPassedBearsNothingOut() {
    held = 1_000;
    miss(100);
    pass(20 * SECOND, 0);
    assertThat(target.demand()).isLessThan(10);
    miss(100);
    miss(100);
    assertThat(target.amount()).isLessThan(120);
  }

  @Test
  void aSteadyDemandIsMeasuredOverTwoSeconds() {
    miss(10);
    pass(20 * SECOND, 250);
    assertThat(target.demand()).isBetween(1_900L, 2_000L);
  }

  @Test
  void withoutAMissItIsHalvedEveryTenSecondsAndLessThanOneHoldIsNothing() {
    held = 1_000;
    miss(100);
    miss(100);
    miss(100);
    pass(10 * SECOND, 0);
    assertThat(target.amount()).isEqualTo(200);
    pass(10 * SECOND, 0);
    assertThat(target.amount()).isEqualTo(100);
    pass(10 * SECOND, 0);
    assertThat(target.amount()).isZero();
  }

  @Test
  void whatIsTooMuchForTenSecondsGoesBack() {
    miss(100);
    ticked(150, 10 * SECOND - TICK);
    assertThat(target.surplus(150, now, RULES)).isZero();
    ticked(150, 2 * TICK);
    assertThat(target.surplus(150, now, RULES)).isEqualTo(150);
    ticked(0, TICK);
    assertThat(target.surplus(150, now, RULES)).isZero();
  }

  @Test
  void aScarceAccountKeepsNothingForTenSeconds() {
    miss(100);
    target = target.scarceAt(now);
    miss(100);
    assertThat(target.amount()).isZero();
    assertThat(target.surplus(70, now, RULES)).isEqualTo(70);
    pass(10 * SECOND, 0);
    miss(100);
    assertThat(target.amount()).isEqualTo(100);
  }

  @Test
  void whatTheLedgerDoesNotGrantIsHalvedUntilItIsNothing() {
    held = 1_000;
    miss(100);
    miss(100);
    target = target.refused(now);
    assertThat(target.amount()).isEqualTo(100);
    assertThat(target.refused(now).amount()).isZero();
  }

  @Test
  void withoutAWindowNothingIsKept() {
    var none = new FreeTarget.Rules(Duration.ZERO, Duration.ofSeconds(10));
    assertThat(target.missed(100, 1_000, now, none).amount()).isZero();
    assertThat(target.ticked(0, 1_000, now + TICK, none).demand()).isEqualTo(1_000);
  }

  private void miss(long hold) {
    target = target.missed(hold, held, now, RULES);
  }

  private void pass(long nanos, long heldPerTick) {
    for (long passed = 0; passed < nanos; passed += TICK) {
      held += heldPerTick;
      now += TICK;
      target = target.ticked(0, held, now, RULES);
    }
  }

  private void ticked(long available, long nanos) {
    for (long passed = 0; passed < nanos; passed += TICK) {
      now += TICK;
      target = target.ticked(available, held, now, RULES);
    }
  }
}
