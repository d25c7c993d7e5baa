package dev.tollgate.pricing;

import static dev.tollgate.pricing.Pricing.costNanocredits;
import static dev.tollgate.pricing.Pricing.holdNanocredits;
import static dev.tollgate.pricing.SamplePrices.EVERY_CLASS;
import static dev.tollgate.pricing.SamplePrices.IMAGES;
import static dev.tollgate.pricing.SamplePrices.MINI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PricingTest {
  private static final long HOLD = 77;

  private static TokenCounts tokens(long input, long cachedInput, long output) {
    return new TokenCounts(input, cachedInput, 0, 0, output, 0, 0, 0);
  }

  private static long exact(ModelPrice price, TokenCounts tokens) {
    return costNanocredits(price, Evidence.EXACT, tokens, HOLD);
  }

  @Test
  void elevenTokensInAndSevenOutCostTheListPrice() {
    // 11 x 150,000 + 7 x 600,000 = 5,850,000 picocredits
    assertThat(exact(MINI, tokens(11, 0, 7))).isEqualTo(5_850);
  }

  @Test
  void cachedInputCostsItsOwnPrice() {
    // 100 x 150,000 + 1,000 x 75,000 + 10 x 600,000 = 96,000,000 picocredits
    assertThat(exact(MINI, tokens(100, 1_000, 10))).isEqualTo(96_000);
  }

  @Test
  void everyClassCostsItsOwnPrice() {
    // 9 x (1 + 10 + 100 + 1,000 + 10,000 + 100,000 + 1,000,000 + 10,000,000) = 99,999,999
    // picocredits, so 100,000 nanocredits, and the request's 1,000,000.
    assertThat(exact(EVERY_CLASS, new TokenCounts(9, 9, 9, 9, 9, 9, 9, 9))).isEqualTo(1_100_000);
  }

  @Test
  void aFractionOfANanocreditRoundsUpOnce() {
    var price = SamplePrices.flat("m", 1);
    assertThat(exact(price, tokens(0, 0, 0))).isZero();
    assertThat(exact(price, tokens(1, 0, 0))).isEqualTo(1);
    assertThat(exact(price, tokens(500, 0, 500))).isEqualTo(1);
    assertThat(exact(price, tokens(500, 0, 501))).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "PARTIAL", "ESTIMATED"})
  void reportedTokensArePriced(Evidence evidence) {
    assertThat(costNanocredits(MINI, evidence, tokens(11, 0, 7), HOLD)).isEqualTo(5_850);
  }

  @Test
  void aFixedPriceNeedsNoTokens() {
    assertThat(costNanocredits(EVERY_CLASS, Evidence.FIXED, tokens(11, 0, 7), HOLD))
        .isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @EnumSource(names = {"DARK", "BOUND"})
  void withoutUsageTheHoldIsTheCharge(Evidence evidence) {
    assertThat(costNanocredits(MINI, evidence, TokenCounts.NONE, HOLD)).isEqualTo(HOLD);
  }

  @ParameterizedTest
  @EnumSource(names = {"ZERO", "VOID"})
  void whatWasNeverServedIsFree(Evidence evidence) {
    assertThat(costNanocredits(EVERY_CLASS, evidence, tokens(11, 0, 7), HOLD)).isZero();
  }

  @Test
  void anImageCostsWhatItsSizeDoes() {
    var three = new Units(3, "256x256");
    assertThat(costNanocredits(IMAGES, Evidence.FIXED, TokenCounts.NONE, three, HOLD))
        .isEqualTo(48_000_000);
    assertThat(holdNanocredits(IMAGES, new RequestBound(0, 0, three))).isEqualTo(48_000_000);
    assertThat(costNanocredits(IMAGES, Evidence.ZERO, TokenCounts.NONE, three, HOLD)).isZero();
  }

  @Test
  void unitsOfWhichThereIsNoPriceAreAnErrorAndNotFree() {
    var bound = new RequestBound(0, 0, new Units(1, "512x512"));
    assertThatThrownBy(() -> holdNanocredits(IMAGES, bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dall-e-2 has no price for a unit of '512x512'");
  }

  @Test
  void onlyAModelWhoseTokensCostSomethingNeedsTheirCounts() {
    assertThat(IMAGES.pricesTokens()).isFalse();
    assertThat(SamplePrices.flat("free", 0).pricesTokens()).isFalse();
    assertThat(MINI.pricesTokens()).isTrue();
  }

  @Test
  void aHoldTakesEachTokenAtTheDearestClass() {
    // 2 x 1,000,000 (audio input) + 3 x 10,000,000 (audio output) = 32,000,000 picocredits
    assertThat(holdNanocredits(EVERY_CLASS, new RequestBound(2, 3))).isEqualTo(1_032_000);
    // 10 x 150,000 + 16,384 x 600,000 picocredits
    assertThat(holdNanocredits(MINI, new RequestBound(10, 16_384))).isEqualTo(9_831_900);
  }

  @Test
  void noWayOfCountingWithinTheBoundCostsMoreThanTheHold() {
    long hold = holdNanocredits(EVERY_CLASS, new RequestBound(2, 2));
    for (int input = 0; input < 5; input++) {
      for (int output = 0; output < 3; output++) {
        var n = new long[8];
        n[new int[] {0, 1, 2, 3, 6}[input]] = 2;
        n[new int[] {4, 5, 7}[output]] = 2;
        var tokens = new TokenCounts(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
        assertThat(exact(EVERY_CLASS, tokens)).isLessThanOrEqualTo(hold);
      }
    }
  }

  @Test
  void anAmountBeyondALongIsAnErrorAndNoWrongSum() {
    var dear = SamplePrices.flat("dear", Long.MAX_VALUE / 2);
    assertThat(exact(dear, tokens(2, 0, 0))).isPositive();
    assertThatThrownBy(() -> exact(dear, tokens(3, 0, 0))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> exact(dear, tokens(2, 2, 0))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> holdNanocredits(dear, new RequestBound(2, 1)))
        .isInstanceOf(ArithmeticException.class);
  }
}
