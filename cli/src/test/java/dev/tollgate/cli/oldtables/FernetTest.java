package dev.tollgate.cli.oldtables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FernetTest {
  /** The specification's own example. */
  private static final String KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

  private static final String TOKEN =
      "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU"
          + "4IwqDA==";

  @Test
  void whatTheSpecificationEncryptsOpens() {
    assertThat(Fernet.of(KEY).open(TOKEN)).isEqualTo("hello".getBytes(UTF_8));
    assertThat(Fernet.of(KEY + "\n").open(" " + TOKEN + "\n")).isEqualTo("hello".getBytes(UTF_8));
  }

  @Test
  void withAnotherKeyNothingOpens() {
    assertThat(Fernet.of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").open(TOKEN)).isNull();
  }

  @Test
  void whateverByteIsDamagedOrCutNothingOpens() {
    var fernet = Fernet.of(KEY);
    var bytes = Base64.getUrlDecoder().decode(TOKEN);
    for (int i = 0; i < bytes.length; i++) {
      var damaged = bytes.clone();
      damaged[i] ^= 1;
      assertThat(fernet.open(Base64.getUrlEncoder().encodeToString(damaged))).as("%d", i).isNull();
      var cut = new byte[i];
      System.arraycopy(bytes, 0, cut, 0, i);
      assertThat(fernet.open(Base64.getUrlEncoder().encodeToString(cut))).as("%d", i).isNull();
    }
    assertThat(fernet.open("sk-in-the-clear")).isNull();
    assertThat(fernet.open("")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "planted", "cGxhbnRlZA==", "planted planted", "cw_0x689RpI+jtRR7oE8h"})
  void whatIsNoKeyIsRefusedWithoutBeingShown(String key) {
    assertThatThrownBy(() -> Fernet.of(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("is no Fernet key")
        .hasMessageNotContaining("planted");
  }
}
