package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NanocreditTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.000000001",
    "1000000000, 1",
    "99500000000, 99.5",
    "-1, -0.000000001",
    "-1500000000, -1.5",
    "9223372036854775807, 9223372036.854775807",
    "-9223372036854775808, -9223372036.854775808"
  })
  void amountsAreExactAndPlain(long nanocredits, String text) {
    assertThat(NanocreditText.credits(nanocredits)).isEqualTo(text);
  }
}
