package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.Secret;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyForgeTest {
  private static final Secret OLD = secret("o");
  private static final Secret NEW = secret("n");
  private static final Secret PEPPER = secret("p");

  private final KeyForge before = new KeyForge(List.of(OLD), List.of(PEPPER));
  private final String key = before.issue(KeyForm.USER, new Random(1)).key();

  @Test
  void aKeyHasTheFormThatUsersKnow() {
    assertThat(key).matches("uc_[0-9a-f]{64}");
    assertThat(before.issue(KeyForm.USER, new Random(1)).prefix()).isEqualTo(key.substring(0, 7));
  }

  @Test
  void aKeyThatDiffersInAnyCharacterIsAForgery() {
    assertThat(before.genuine(read(key))).isTrue();
    for (int i = 3; i < key.length(); i++) {
      char other = key.charAt(i) == '0' ? '1' : '0';
      var forged = key.substring(0, i) + other + key.substring(i + 1);
      assertThat(before.genuine(read(forged))).as("character %s", i).isFalse();
    }
  }

  @Test
  void aTagSecretIsReplacedWithoutNewKeys() {
    var during = new KeyForge(List.of(NEW, OLD), List.of(PEPPER));
    var after = new KeyForge(List.of(NEW), List.of(PEPPER));
    assertThat(during.genuine(read(key))).isTrue();
    assertThat(after.genuine(read(during.issue(KeyForm.USER, new Random(2)).key()))).isTrue();
    assertThat(after.genuine(read(key))).isFalse();
  }

  @Test
  void aKeyOfOneFamilyOrServiceCannotBeMadeIntoAnothers() {
    var forms =
        List.of(
            KeyForm.LIVE,
            KeyForm.TEST,
            KeyForm.service("acme"),
            KeyForm.service("acme-2"),
            KeyForm.USER);
    for (var form : forms) {
      var issued = before.issue(form, new Random(3));
      assertThat(before.genuine(read(issued.key()))).isTrue();
      assertThat(issued.prefix()).hasSize(form.beginning().length() + 4);
      assertThat(issued.key()).startsWith(issued.prefix()).endsWith(issued.hint());
      var bytes = read(issued.key()).bytes();
      for (var other : forms) {
        assertThat(before.genuine(read(other.write(bytes)))).isEqualTo(other.equals(form));
      }
    }
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
    assertThat(before.issue(KeyForm.USER, new Random(1)).toString())
        .doesNotContain(key.substring(7));
  }

  private static PresentedKey read(String text) {
    return Objects.requireNonNull(PresentedKey.read(text), text);
  }

  private static Secret secret(String letter) {
    return Secret.of(letter.repeat(40));
  }
}
