package dev.tollgate.authz.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProviderKeyFormTest {
  @ParameterizedTest
  @CsvSource({
    "sk-planted-long-x9Qd, sk-p...x9Qd",
    "0123456789abcdef, 0123...cdef",
    "0123456789abcde, ****",
    "x, ****"
  })
  void ofAShortKeyNothingIsShown(String key, String masked) {
    assertThat(ProviderKeyForm.masked(Secret.of(key))).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, sk-proj-1",
    "anthropic, sk-ant-1",
    "openrouter, sk-or-1",
    "groq, gsk_1",
    "in-house, whatever"
  })
  void aKeyThatLooksLikeItsProvidersRaisesNoDoubt(String provider, String key) {
    assertThat(ProviderKeyForm.doubt(provider, key)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "openai, sk-ant-planted",
    "openai, sk-or-planted",
    "openai, uc_planted",
    "anthropic, sk-planted",
    "openrouter, sk-ant-planted"
  })
  void anotherProvidersKeyRaisesDoubtWithoutBeingShown(String provider, String key) {
    assertThat(ProviderKeyForm.doubt(provider, key))
        .contains("does not look like a key of " + provider)
        .doesNotContain("planted");
  }

  @Test
  void whatCannotBeAHeaderDoesNotFit() {
    for (var key : new String[] {"", " ", "sk 1", "sk-1\n", "sk-\r1", "sk-\u00e4", "\u0000"}) {
      assertThat(ProviderKeyForm.fits(key)).as(key).isFalse();
    }
    assertThat(ProviderKeyForm.fits("k".repeat(4_096))).isTrue();
    assertThat(ProviderKeyForm.fits("k".repeat(4_097))).isFalse();
  }
}
