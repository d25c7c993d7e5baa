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
      new ProvidersConfig(
          new ProviderConfig(Secret.of("sk-planted"), null),
          new ProviderConfig(Secret.of("sk-ant-planted"), null));

  @Test
  void openAiTakesItsKeyAsABearerToken() {
    var provider = requireNonNull(ProviderCatalog.of(CONFIG).find("openai"));
    assertThat(provider.keyHeader()).isEqualTo(KeyHeader.AUTHORIZATION);
    assertThat(provider.credential().text()).isEqualTo("Bearer sk-planted");
  }

  @Test
  void anthropicTakesItsKeyInAHeaderOfItsOwn() {
    var provider = requireNonNull(ProviderCatalog.of(CONFIG).find("anthropic"));
    assertThat(provider.keyHeader().headerName()).isEqualTo("x-api-key");
    assertThat(provider.credential().text()).isEqualTo("sk-ant-planted");
  }

  @Test
  void whereTheKeyGoesCanBeSaid() {
    var other = new ProviderConfig(Secret.of("sk-planted"), KeyHeader.AUTHORIZATION);
    var provider =
        requireNonNull(ProviderCatalog.of(new ProvidersConfig(null, other)).find("anthropic"));
    assertThat(provider.credential().text()).isEqualTo("Bearer sk-planted");
  }

  @Test
  void aProviderThatIsLeftOutIsNotConfigured() {
    assertThat(ProviderCatalog.of(ProvidersConfig.NONE).find("openai")).isNull();
    assertThat(ProviderCatalog.of(ProvidersConfig.NONE).find("anthropic")).isNull();
    assertThat(ProviderCatalog.of(CONFIG).find("elsewhere")).isNull();
  }

  @Test
  void nothingPrintsTheKey() {
    assertThat(
            CONFIG
                + " "
                + ProviderCatalog.of(CONFIG).find("openai")
                + ProviderCatalog.of(CONFIG).find("anthropic"))
        .doesNotContain("planted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "sk planted", "sk-planted\n", "sk-pl\u00e4nted"})
  void aKeyThatIsNoHeaderValueIsRefusedWithoutBeingShown(String key) {
    var secret = Secret.of(key);
    assertThatThrownBy(() -> new ProviderConfig(secret, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("api_key")
        .message()
        .doesNotContain("pl");
  }
}
