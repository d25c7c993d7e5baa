package dev.tollgate.pricing.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import org.junit.jupiter.api.Test;

final class VectorsTest {
  private static final Amounts OWN = Vectors.oneRequest(3, 100);

  @Test
  void everyAccountTakesItsUnit() {
    assertThat(Vectors.component("wallet:user:alice", OWN)).isEqualTo(3);
    assertThat(Vectors.component("budget:user:alice:day:2026-11-21", OWN)).isEqualTo(3);
    assertThat(Vectors.component("quota:user:alice:day:2026-11-21", OWN)).isEqualTo(1);
    assertThat(Vectors.component("spend:user:alice:day:2026-11-21", OWN)).isEqualTo(100);
  }

  @Test
  void whatIsChargedIsSpentUnlessItIsSaidOtherwise() {
    assertThat(Vectors.spend(Vectors.oneRequest(7))).isEqualTo(7);
    assertThat(Vectors.oneRequest(7).hasSpend()).isFalse();
    assertThat(Vectors.oneRequest(7, 7)).isEqualTo(Vectors.oneRequest(7));
    assertThat(Vectors.spend(Vectors.oneRequest(7, 0))).isZero();
  }

  @Test
  void arithmeticKeepsEveryUnitApart() {
    var hold = Vectors.oneRequest(5, 200);
    assertThat(Vectors.plus(hold, OWN)).isEqualTo(Vectors.of(8, 2, 300));
    assertThat(Vectors.minus(hold, OWN)).isEqualTo(Vectors.of(2, 0, 100));
    assertThat(Vectors.beyond(hold, OWN)).isEqualTo(Vectors.of(2, 0, 100));
    assertThat(Vectors.beyond(OWN, hold)).isEqualTo(Vectors.ZERO);
    assertThat(Vectors.min(hold, Vectors.of(1, 1, 900))).isEqualTo(Vectors.of(1, 1, 200));
    assertThat(Vectors.max(hold, Vectors.oneRequest(9))).isEqualTo(Vectors.of(9, 1, 200));
    assertThat(Vectors.minus(OWN, Vectors.oneRequest(3, 99))).isEqualTo(Vectors.of(0, 0, 1));
    assertThat(Vectors.minus(OWN, OWN)).isEqualTo(Vectors.ZERO);
    assertThatThrownBy(() -> Vectors.plus(OWN, Vectors.of(0, 0, Long.MAX_VALUE)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void oneUnitIsLimitedAndNoOther() {
    assertThat(Vectors.atMost(OWN, Unit.SPEND, 40)).isEqualTo(Vectors.oneRequest(3, 40));
    assertThat(Vectors.atMost(OWN, Unit.NANOCREDITS, 0)).isEqualTo(Vectors.oneRequest(0, 100));
    assertThat(Vectors.atMost(OWN, Unit.REQUESTS, 0)).isEqualTo(Vectors.of(3, 0, 100));
    assertThat(Vectors.atMost(Vectors.oneRequest(5), Unit.NANOCREDITS, 2))
        .isEqualTo(Vectors.of(2, 1, 5));
    assertThat(Vectors.atMost(OWN, Unit.SPEND, 100)).isSameAs(OWN);
  }

  @Test
  void aPriceIsChargedByHowTheRequestWasAdmitted() {
    var platforms = Admission.newBuilder().setHold(Vectors.oneRequest(500)).build();
    assertThat(Charging.ofPrice(platforms, 81)).isEqualTo(Vectors.oneRequest(81));
    var own =
        Admission.newBuilder()
            .setByok(Byok.BYOK_USER)
            .setByokFeeBasisPoints(250)
            .setHold(Vectors.oneRequest(13, 500));
    assertThat(Charging.ofPrice(own.build(), 81)).isEqualTo(Vectors.oneRequest(3, 81));
    var free = own.setByokFeeBasisPoints(0).setHold(Vectors.oneRequest(0, 500)).build();
    assertThat(Charging.ofPrice(free, 81)).isEqualTo(Vectors.oneRequest(0, 81));
    var whole = own.setByokFeeBasisPoints(10_000).setHold(Vectors.oneRequest(500)).build();
    assertThat(Charging.ofPrice(whole, 81)).isEqualTo(Vectors.oneRequest(81));
    var before = own.setByokFeeBasisPoints(0).setHold(Vectors.oneRequest(0)).build();
    assertThat(Charging.ofPrice(before, 81)).isEqualTo(Vectors.oneRequest(0));
  }
}
