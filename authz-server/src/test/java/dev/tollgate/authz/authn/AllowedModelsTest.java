package dev.tollgate.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedModelsTest {
  @ParameterizedTest
  @CsvSource({
    "gpt-4o, gpt-4o, true",
    "gpt-4o, gpt-4o-mini, false",
    "gpt-4o, gpt-4, false",
    "gpt-4o, GPT-4o, false",
    "gpt-4o*, gpt-4o, true",
    "gpt-4o*, gpt-4o-mini, true",
    "gpt-4o*, gpt-4, false",
    "gpt-4o*, my-gpt-4o, false",
    "*-mini, gpt-4o-mini, true",
    "*-mini, -mini, true",
    "*-mini, gpt-4o-minis, false",
    "gpt-*-mini, gpt-4o-mini, true",
    "gpt-*-mini, gpt--mini, true",
    "gpt-*-mini, gpt-mini, false",
    "aba*ba, aba, false",
    "aba*ba, ababa, true",
    "a*b*c, abc, true",
    "a*b*c, axbxbxc, true",
    "a*b*c, acb, false",
    "a*bc*bc, abc, false",
    "a*bc*bc, abcbc, true",
    "a**c, ac, true",
    "*, anything, true",
    "**, anything, true",
    "gpt.4o, gpt-4o, false",
    "gpt-4?, gpt-4o, false",
    "[a-z]*, gpt, false"
  })
  void anEntryMatchesAsWrittenButForItsAsterisks(String entry, String model, boolean expected) {
    assertThat(AllowedModels.of(List.of(entry)).permit(model)).isEqualTo(expected);
  }

  @Test
  void oneOfSeveralEntriesIsEnough() {
    var allowed = AllowedModels.of(List.of("gpt-4o", "o*", "text-embedding-*"));
    assertThat(allowed.permit("gpt-4o")).isTrue();
    assertThat(allowed.permit("text-embedding-3-small")).isTrue();
    assertThat(allowed.permit("gpt-4o-mini")).isFalse();
  }

  @Test
  void anEmptyListPermitsNothingAndNoListEverything() {
    assertThat(AllowedModels.of(List.of()).permit("gpt-4o")).isFalse();
    assertThat(AllowedModels.NONE.permit("gpt-4o")).isFalse();
    assertThat(AllowedModels.ANY.permit("gpt-4o")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "gpt-4o ", "gpt 4o", "gpt-4o\n", "\t*", "\u0000", "\u007f"})
  void anEntryThatCanMatchNothingIsRefused(String entry) {
    assertThatThrownBy(() -> AllowedModels.of(List.of("gpt-4o", entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gpt-4o*");
  }

  @Test
  void listsAndEntriesAreBounded() {
    assertThatThrownBy(() -> AllowedModels.of(Collections.nCopies(1_001, "m")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000");
    assertThat(AllowedModels.of(List.of("m".repeat(256))).permit("m".repeat(256))).isTrue();
    assertThatThrownBy(() -> AllowedModels.of(List.of("m".repeat(257))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256");
  }
}
