package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  /** 32 bytes: the last character stands for four bits and two zeros. */
  private static final String BASE64 = "AZaz09_-".repeat(5) + "AQE";

  @Test
  void everyFamilyIsReadBack() {
    assertThat(read("uc_" + HEX)).isEqualTo(KeyForm.USER);
    assertThat(read("pk_live_" + BASE64)).isEqualTo(KeyForm.LIVE);
    assertThat(read("pk_test_" + BASE64)).isEqualTo(KeyForm.TEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"presenton-service", "a", "9", "or-not", "proj2", "a--b"})
  void aServicesSlugIsWhatStandsBeforeTheLast43Characters(String slug) {
    assertThat(read("sk-" + slug + "-" + BASE64)).isEqualTo(KeyForm.service(slug));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "uc_",
        "sk-",
        "uc_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
        "uc_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "uc_0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "uc_0123456789abcdeg0123456789abcdef0123456789abcdef0123456789abcdef",
        "UC_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void whatIsNoKeyIsNotRead(String text) {
    assertThat(PresentedKey.read(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pk_prod_",
        "pk_admin_",
        "PK_LIVE_",
        "sk--",
        "sk-Acme-",
        "sk-acme",
        "sk-acme_",
        "sk-acme--",
        "sk-proj-",
        "sk-ant-",
        "sk-or-",
        "sk-svcacct-",
        "x"
      })
  void anotherBeginningIsNoKey(String beginning) {
    assertThat(PresentedKey.read(beginning + BASE64)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"AQF", "A=E", "A+E", "A/E", "AQ "})
  void aTextThatIsNotExactlyTheBytesIsNoKey(String end) {
    assertThat(PresentedKey.read("pk_live_" + BASE64.substring(0, 40) + end)).isNull();
  }

  @Test
  void aProvidersKeyIsKnownForWhatItIs() {
    for (var key : new String[] {"sk-proj-abc", "sk-ant-api03-x", "sk-or-v1-0", "sk-svcacct-q"}) {
      assertThat(KeyForm.ofAnotherProduct(key)).isTrue();
    }
    for (var key : new String[] {"sk-project-abc", "sk-acme-proj-x", "uc_proj-", "sk-proj"}) {
      assertThat(KeyForm.ofAnotherProduct(key)).isFalse();
    }
    assertThatThrownBy(() -> KeyForm.service("proj")).hasMessageContaining("proj");
  }

  private static KeyForm read(String text) {
    var read = Objects.requireNonNull(PresentedKey.read(text), text);
    assertThat(read.form().write(read.bytes())).isEqualTo(text);
    assertThat(text.length()).isLessThanOrEqualTo(KeyForm.CHARACTERS_MAX);
    return read.form();
  }
}
