package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.AccountState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LeaseTest {
  private static final FreeTarget.Rules RULES =
      new FreeTarget.Rules(Duration.ofSeconds(2), Duration.ofSeconds(10));
  private static final long SECOND = 1_000_000_000L;

  private long now = -5;
  private final Lease lease = new Lease(now);

  @Test
  void aDenialHoldsForASecondAndForSuchAHoldOrMore() {
    var state = AccountState.newBuilder().setGranted(100).setPosted(60).setClaimed(10).build();
    lease.denied(31, state, now);
    assertThat(lease.balanceBelow(30, now)).isNull();
    assertThat(lease.balanceBelow(31, now)).isEqualTo(30);
    assertThat(lease.balanceBelow(1_000, now + SECOND - 1)).isEqualTo(30);
    assertThat(lease.balanceBelow(1_000, now + SECOND)).isNull();
  }

  @Test
  void creditThatComesInEndsADenial() {
    lease.denied(31, AccountState.getDefaultInstance(), now);
    lease.forgetDenial();
    assertThat(lease.balanceBelow(31, now)).isNull();
  }

  @Test
  void aRefillIsAskedForUnderHalfAndByOneCallerAtATime() {
    lease.missed(100, now, RULES);
    lease.give(50);
    assertThat(lease.isLow()).isFalse();
    lease.take(1);
    assertThat(lease.isLow()).isTrue();
    assertThat(lease.startRefill(now)).isTrue();
    assertThat(lease.startRefill(now + SECOND / 2)).isFalse();
    lease.endRefill(now + SECOND / 2);
    assertThat(lease.startRefill(now + SECOND / 2)).isFalse();
    assertThat(lease.startRefill(now + SECOND)).isTrue();
  }

  @Test
  void aRefillThatNobodyAnsweredIsAskedForAgainAfterASecond() {
    assertThat(lease.startRefill(now)).isTrue();
    assertThat(lease.startRefill(now + SECOND - 1)).isFalse();
    assertThat(lease.startRefill(now + SECOND)).isTrue();
  }

  @Test
  void whatIsTakenBackIsNotThereToBeHeld() {
    lease.give(70);
    lease.scarce(now);
    assertThat(lease.takeSurplus(now, RULES)).isEqualTo(70);
    assertThat(lease.take(1)).isFalse();
  }
}
