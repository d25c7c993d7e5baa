package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByokFeeTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "0.0,0",
    "0.01,1",
    "2.5,250",
    "2.50,250",
    "99.99,9999",
    "100,10000",
    "1e1,1000"
  })
  void aPercentageHasTwoDecimals(String percent, int basisPoints) {
    assertThat(ByokFee.ofPercent(new BigDecimal(percent))).isEqualTo(new ByokFee(basisPoints));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "-0.01", "100.01", "0.001", "2.505", "1E+9", "1E+999999999", "1E-999999999"})
  void whatIsNoPercentageIsRefusedAndNamed(String percent) {
    assertThatThrownBy(() -> ByokFee.ofPercent(new BigDecimal(percent)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("but is " + percent)
        .hasMessageContaining("from 0 to 100");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 10000, 0",
    "1, 0, 0",
    "1, 1, 1",
    "1, 10000, 1",
    "9999, 1, 1",
    "10000, 1, 1",
    "10001, 1, 2",
    "20000, 1, 2",
    "450000, 250, 11250",
    "450001, 250, 11251",
    "9223372036854775807, 10000, 9223372036854775807",
    "9223372036854775807, 1, 922337203685478",
    "9223372036854775807, 0, 0"
  })
  void itIsRoundedUpToTheNanocredit(long spend, int basisPoints, long fee) {
    assertThat(new ByokFee(basisPoints).nanocredits(spend)).isEqualTo(fee);
  }

  @Test
  void itIsTheExactShareOfEveryPrice() {
    var random = new Random(11);
    for (int i = 0; i < 100_000; i++) {
      long spend = random.nextLong() >>> random.nextInt(1, Long.SIZE);
      int basisPoints = random.nextInt(ByokFee.WHOLE + 1);
      var exact =
          new BigDecimal(BigInteger.valueOf(spend).multiply(BigInteger.valueOf(basisPoints)))
              .divide(BigDecimal.valueOf(ByokFee.WHOLE), 0, RoundingMode.CEILING);
      assertThat(new ByokFee(basisPoints).nanocredits(spend)).isEqualTo(exact.longValueExact());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 10_001})
  void noFeeIsMoreThanThePrice(int basisPoints) {
    assertThatThrownBy(() -> new ByokFee(basisPoints)).isInstanceOf(IllegalArgumentException.class);
  }
}
