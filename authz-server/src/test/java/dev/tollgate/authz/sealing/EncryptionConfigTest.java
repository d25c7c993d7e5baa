package dev.tollgate.authz.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.Secret;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptionConfigTest {
  private static final Secret KEY = LocalKey.make(new SecureRandom());

  @ParameterizedTest
  @ValueSource(strings = {"kek_planted", "planted-planted-planted-planted-planted-planted", "kek_"})
  void whatIsNoKeyIsRefusedWithoutBeingShown(String text) {
    assertThatThrownBy(() -> new EncryptionConfig(List.of(KEY, Secret.of(text))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kek_ and 43")
        .message()
        .doesNotContain("planted");
  }

  @Test
  void noKeyAndTheSameKeyTwiceAreRefused() {
    assertThatThrownBy(() -> new EncryptionConfig(List.of())).hasMessageContaining("one at least");
    assertThatThrownBy(() -> new EncryptionConfig(List.of(KEY, KEY)))
        .hasMessageContaining("the same key twice");
  }

  @Test
  void nothingPrintsAKey() {
    var config = new EncryptionConfig(List.of(KEY));
    assertThat(config + " " + LocalKey.of(KEY)).doesNotContain(KEY.text().substring(4));
  }
}
