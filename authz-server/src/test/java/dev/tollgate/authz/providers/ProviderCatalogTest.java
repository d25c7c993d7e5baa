package dev.tollgate.authz.providers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProviderCatalogTest {
  private static final ProvidersConfig CONFIG =
      new ProvidersConfig(new OpenAiConfig(Secret.of("sk-planted")));

  @Test
  void openAiTakesItsKeyAsABearerToken() {
    var provider = requireNonNull(ProviderCatalog.of(CONFIG).find("openai"));
    assertThat(provider.authorization().text()).isEqualTo("Bearer sk-planted");
  }

  @Test
  void aProviderThatIsLeftOutIsNotConfigured() {
    assertThat(ProviderCatalog.of(new ProvidersConfig(null)).find("openai")).isNull();
    assertThat(ProviderCatalog.of(CONFIG).find("anthropic")).isNull();
  }

  @Test
  void nothingPrintsTheKey() {
    assertThat(CONFIG + " " + ProviderCatalog.of(CONFIG).find("openai")).doesNotContain("planted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "sk planted", "sk-planted\n", "sk-pl\u00e4nted"})
  void aKeyThatIsNoHeaderValueIsRefusedWithoutBeingShown(String key) {
    var secret = Secret.of(key);
    assertThatThrownBy(() -> new OpenAiConfig(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("api_key")
        .message()
        .doesNotContain("pl");
  }
}
