package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.Secret;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyForgeTest {
  private static final Secret OLD = secret("o");
  private static final Secret NEW = secret("n");
  private static final Secret PEPPER = secret("p");

  private final KeyForge before = new KeyForge(List.of(OLD), List.of(PEPPER));
  private final String key = before.issue(new Random(1)).key();

  @Test
  void aKeyHasTheFormThatUsersKnow() {
    assertThat(key).matches("uc_[0-9a-f]{64}");
    assertThat(before.issue(new Random(1)).prefix()).isEqualTo(key.substring(0, 7));
  }

  @Test
  void aKeyThatDiffersInAnyCharacterIsAForgery() {
    assertThat(before.genuine(key)).isTrue();
    for (int i = 3; i < key.length(); i++) {
      char other = key.charAt(i) == '0' ? '1' : '0';
      var forged = key.substring(0, i) + other + key.substring(i + 1);
      assertThat(before.genuine(forged)).as("character %s", i).isFalse();
    }
  }

  @Test
  void aTagSecretIsReplacedWithoutNewKeys() {
    var during = new KeyForge(List.of(NEW, OLD), List.of(PEPPER));
    var after = new KeyForge(List.of(NEW), List.of(PEPPER));
    assertThat(during.genuine(key)).isTrue();
    assertThat(after.genuine(during.issue(new Random(2)).key())).isTrue();
    assertThat(after.genuine(key)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "uc_",
        "uc_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
        "uc_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "uc_0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "uc_0123456789abcdeg0123456789abcdef0123456789abcdef0123456789abcdef",
        "UC_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void whatIsNoUserKeyIsNotWellFormed(String text) {
    assertThat(KeyForge.wellFormed(text)).isFalse();
    assertThat(KeyForge.wellFormed(key)).isTrue();
  }

  @Test
  void aSecretServesOnePurpose() {
    assertThatThrownBy(() -> new KeyForge(List.of(OLD), List.of(PEPPER, OLD)))
        .hasMessageContaining("must differ");
    assertThatThrownBy(() -> new KeyForge(List.of(OLD, OLD), List.of(PEPPER)))
        .hasMessageContaining("must differ");
  }

  @Test
  void anIssuedKeyDoesNotPrint() {
    assertThat(before.issue(new Random(1)).toString()).doesNotContain(key.substring(7));
  }

  private static Secret secret(String letter) {
    return Secret.of(letter.repeat(40));
  }
}
