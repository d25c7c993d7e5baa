package dev.tollgate.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ValidityTest {
  private static final Instant END = Instant.parse("2026-12-02T10:00:00.5Z");

  private static long before(Duration left) {
    return END.minus(left).toEpochMilli();
  }

  @Test
  void aKeyWorksUntilItsEndAndWarnsForFourteenDaysBefore() {
    var validity = Validity.until(END);
    assertThat(validity.at(before(Duration.ofMillis(1)))).isTrue();
    assertThat(validity.at(before(Duration.ZERO))).isFalse();
    assertThat(validity.warns(before(Duration.ofDays(14)))).isTrue();
    assertThat(validity.warns(before(Duration.ofDays(14).plusMillis(1)))).isFalse();
    assertThat(validity.warning()).isEqualTo("expires at 2026-12-02T10:00:00Z");
  }

  @Test
  void aKeyThatWasRotatedWarnsAtOnce() {
    var validity = Validity.rotated(END);
    assertThat(validity.warns(before(Duration.ofDays(365)))).isTrue();
    assertThat(validity.at(before(Duration.ZERO))).isFalse();
    assertThat(validity.warning())
        .isEqualTo("rotated; this key stops working at 2026-12-02T10:00:00Z");
  }

  @Test
  void whatNeverEndsOrEndsBeyondAllCountingIsNoFailure() {
    for (var validity : new Validity[] {Validity.UNLIMITED, Validity.until(Instant.MAX)}) {
      assertThat(validity.at(END.toEpochMilli())).isTrue();
      assertThat(validity.warns(END.toEpochMilli())).isFalse();
      assertThat(validity.warning()).isNotEmpty();
    }
  }
}
