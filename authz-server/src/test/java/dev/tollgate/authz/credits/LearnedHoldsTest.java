package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Byok;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LearnedHoldsTest {
  private static final String WALLET = "wallet:user:alice";
  private static final long BOUND = 1_000_000;

  private final AtomicLong nanoTime = new AtomicLong();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CreditsMetrics metrics = new CreditsMetrics(registry);
  private final LearnedHolds learned = new LearnedHolds(true, metrics);
  private final Leases leases =
      new Leases(
          "history",
          new FreeTarget.Rules(Duration.ofSeconds(2), Duration.ofSeconds(10)),
          nanoTime::get);

  @BeforeEach
  void thereIsRoomToSpare() {
    roomIs(100 * BOUND, false);
  }

  private void roomIs(long nanocredits, boolean scarce) {
    var state = AccountState.newBuilder().setAccount(WALLET).setGranted(nanocredits);
    leases.of(WALLET).learn(state.setScarce(scarce).build(), nanoTime.get());
  }

  private void record(int times, long cost) {
    for (int i = 0; i < times; i++) {
      learned.record(admission(BOUND), BOUND, cost);
    }
  }

  private static Admission admission(long held) {
    return Admission.newBuilder()
        .setKeyId("key")
        .setModel("model")
        .setHold(Vectors.oneRequest(held))
        .build();
  }

  private long held() {
    return held("key", "model", BOUND);
  }

  private long held(String key, String model, long bound) {
    var version = new PriceVersion("default", 1);
    var request =
        new HoldRequest(
            List.of(WALLET), bound, version, model, key, "", "", "", null, "", "", "node", "boot");
    return learned.hold(request, leases).getNanocredits();
  }

  @Test
  void theBoundIsHeldUntilTwentyCostsAreKnown() {
    record(19, BOUND / 10);
    assertThat(held()).isEqualTo(BOUND);
    record(1, BOUND / 10);
    assertThat(held()).isBetween(BOUND / 10, BOUND / 8);
  }

  @Test
  void theHoldCoversNinetyNineOfAHundredCosts() {
    for (int cost = 1; cost <= 500; cost++) {
      record(1, cost * BOUND / 1_000);
    }
    assertThat(held()).isBetween(495 * BOUND / 1_000, 540 * BOUND / 1_000);
  }

  @Test
  void itFollowsTheRequestsBound() {
    record(100, BOUND / 10);
    assertThat(held("key", "model", 10 * BOUND)).isBetween(BOUND, 10 * BOUND / 8);
    assertThat(held("key", "model", 0)).isZero();
  }

  @Test
  void whatWasLearnedOfOneKeyOrModelSaysNothingOfAnother() {
    record(100, BOUND / 10);
    assertThat(held("other", "model", BOUND)).isEqualTo(BOUND);
    assertThat(held("key", "other", BOUND)).isEqualTo(BOUND);
  }

  @Test
  void aCostBeyondTheBoundHoldsTheBoundAndNoMore() {
    record(100, 3 * BOUND);
    assertThat(held()).isEqualTo(BOUND);
  }

  @Test
  void oldCostsAreForgotten() {
    record(500, BOUND);
    record(1_000, BOUND / 10);
    assertThat(held()).isBetween(BOUND / 10, BOUND / 8);
  }

  @Test
  void theBoundIsHeldWhereThePayerCouldNotGiveTwoOfThem() {
    record(100, BOUND / 10);
    roomIs(2 * BOUND, false);
    assertThat(held()).isLessThan(BOUND);
    roomIs(2 * BOUND - 1, false);
    assertThat(held()).isEqualTo(BOUND);
    leases.give(WALLET, 1);
    assertThat(held()).as("what is free here counts too").isLessThan(BOUND);
  }

  @Test
  void whatOpenHoldsAreShortOfTheirBoundsIsNotSpare() {
    record(100, BOUND / 10);
    roomIs(5 * BOUND, false);
    leases.unbacked(List.of(WALLET), 3 * BOUND);
    assertThat(held()).isLessThan(BOUND);
    leases.unbacked(List.of(WALLET), 1);
    assertThat(held()).isEqualTo(BOUND);
    leases.unbacked(List.of(WALLET), -1);
    assertThat(held()).isLessThan(BOUND);
  }

  @Test
  void theBoundIsHeldWhereOthersLackCredit() {
    record(100, BOUND / 10);
    roomIs(100 * BOUND, true);
    assertThat(held()).isEqualTo(BOUND);
  }

  @Test
  void theBoundIsHeldIfTheRoomIsNotKnownAnyMore() {
    record(100, BOUND / 10);
    nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(held()).isLessThan(BOUND);
    nanoTime.incrementAndGet();
    assertThat(held()).isEqualTo(BOUND);
  }

  @Test
  void aServerThatDoesNotLearnHoldsTheBound() {
    var never = new LearnedHolds(false, metrics);
    for (int i = 0; i < 100; i++) {
      never.record(admission(BOUND), BOUND, 1);
    }
    var version = new PriceVersion("default", 1);
    var request =
        new HoldRequest(
            List.of(WALLET),
            BOUND,
            version,
            "model",
            "key",
            "",
            "",
            "",
            null,
            "",
            "",
            "node",
            "boot");
    assertThat(never.hold(request, leases)).isEqualTo(Vectors.oneRequest(BOUND));
  }

  @Test
  void withAKeyOfTheCallersOwnTheBoundIsHeldAndNothingIsLearned() {
    record(100, BOUND / 10);
    var own = new OwnSpend(OwnKey.Owner.USER, BOUND, new ByokFee(5_000));
    var request =
        new HoldRequest(
            List.of(WALLET),
            BOUND / 2,
            new PriceVersion("default", 1),
            "model",
            "key",
            "",
            "",
            "",
            own,
            "",
            "",
            "node",
            "boot");
    assertThat(learned.hold(request, leases)).isEqualTo(Vectors.oneRequest(BOUND / 2, BOUND));
    var dear = admission(BOUND).toBuilder().setByok(Byok.BYOK_USER).build();
    for (int i = 0; i < 100; i++) {
      learned.record(dear, BOUND, BOUND);
    }
    assertThat(held()).isBetween(BOUND / 10, BOUND / 8);
  }

  @Test
  void theCalibrationIsExported() {
    learned.record(admission(BOUND / 2), BOUND, BOUND / 4);
    learned.record(admission(BOUND / 2), BOUND, BOUND);
    learned.record(admission(BOUND), BOUND, BOUND);
    var use = registry.get("tollgate_credits_learned_hold_use").summary();
    assertThat(use.count()).isEqualTo(2);
    assertThat(use.max()).isEqualTo(2);
    assertThat(registry.get("tollgate_credits_learned_holds_exceeded").counter().count())
        .isEqualTo(1);
  }
}
