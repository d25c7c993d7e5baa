package dev.tollgate.authz.providers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProviderCatalogTest {
  private static final ProvidersConfig CONFIG =
      new ProvidersConfig(
          new ProviderConfig(Secret.of("sk-planted"), null, null),
          new ProviderConfig(Secret.of("sk-ant-planted"), null, null),
          null);

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
    var other = new ProviderConfig(Secret.of("sk-planted"), KeyHeader.AUTHORIZATION, null);
    var provider =
        requireNonNull(
            ProviderCatalog.of(new ProvidersConfig(null, other, null)).find("anthropic"));
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
    assertThatThrownBy(() -> new ProviderConfig(secret, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("api_key")
        .message()
        .doesNotContain("pl");
  }

  private static OtherProviderConfig other(String name, @Nullable String baseUrl) {
    return new OtherProviderConfig(name, Secret.of("sk-planted"), null, baseUrl, null, null);
  }

  private static Provider only(OtherProviderConfig other) {
    var catalog = ProviderCatalog.of(new ProvidersConfig(null, null, List.of(other)));
    assertThat(catalog.all()).hasSize(1);
    return requireNonNull(catalog.find(other.name()));
  }

  @Test
  void ofAKnownProviderTheKeyIsEnough() {
    var groq = only(other("groq", null));
    assertThat(groq.api()).isEqualTo(Api.OPENAI);
    assertThat(groq.baseUrl()).hasToString("https://api.groq.com/openai/v1");
    assertThat(groq.credential().text()).isEqualTo("Bearer sk-planted");
  }

  @Test
  void azureLooksForItsKeyElsewhereAndEveryCustomerHasAnotherHost() {
    assertThat(only(other("azure", "https://acme.openai.azure.com/openai/v1")).keyHeader())
        .isEqualTo(KeyHeader.API_KEY);
    assertThatThrownBy(() -> other("azure", null)).hasMessageContaining("base_url is missing");
  }

  @Test
  void anyProviderThatSpeaksLikeOneOfThemIsConfiguredByItsPlace() {
    var own = only(other("our-vllm", "http://127.0.0.1:8000/v1"));
    assertThat(own.api()).isEqualTo(Api.OPENAI);
    assertThat(own.keyHeader()).isEqualTo(KeyHeader.AUTHORIZATION);
    assertThatThrownBy(() -> other("our-vllm", null)).hasMessageContaining("base_url is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://llm.example/v1", "http://10.0.0.1/v1", "http://[2001:db8::1]/v1"})
  void noKeyLeavesThisMachineInTheClear(String url) {
    assertThatThrownBy(() -> other("our-vllm", url)).hasMessageContaining("in the clear");
    assertThatThrownBy(() -> new ProviderConfig(null, null, url))
        .hasMessageContaining("in the clear");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost/v1", "http://127.0.0.1:8000", "http://[::1]:8000/v1"})
  void onThisMachineItMay(String url) {
    assertThat(only(other("our-vllm", url)).baseUrl()).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "openai", "anthropic", "tollgate", "none", "Groq", "a b", "-a", "a/b"})
  void aNameThatMeansSomethingElseIsRefused(String name) {
    assertThatThrownBy(() -> other(name, "https://llm.example/v1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name must be");
  }

  private static Provider service(String name, @Nullable String permission) {
    return only(
        new OtherProviderConfig(
            name, Secret.of("planted"), Api.SERVICE, "https://s.example/v1", null, permission));
  }

  @Test
  void aServiceIsCalledByThePlatformAloneUnlessItSaysOtherwise() {
    var cloudflare = only(other("cloudflare", null));
    assertThat(cloudflare.api()).isEqualTo(Api.SERVICE);
    assertThat(cloudflare.baseUrl()).hasToString("https://api.cloudflare.com/client/v4");
    assertThat(cloudflare.permission()).isEqualTo("platform:*");
    assertThat(service("dns", "admin:*").permission()).isEqualTo("admin:*");
    assertThat(service("dns", "admin:*").withKey(null).permission()).isEqualTo("admin:*");
  }

  @Test
  void whatNoServiceCanBeOrAskForIsRefused() {
    assertThatThrownBy(() -> service("llm", null)).hasMessageContaining("/api/v1/llm is taken");
    assertThatThrownBy(() -> service("dns", "dns:write")).hasMessageContaining("admin:*");
    assertThatThrownBy(() -> new OtherProviderConfig("groq", null, null, null, null, "admin:*"))
        .hasMessageContaining("permission is of services alone");
  }

  @Test
  void aNameStandsOnce() {
    var twice = List.of(other("groq", null), other("groq", "https://llm.example/v1"));
    assertThatThrownBy(() -> new ProvidersConfig(null, null, twice))
        .hasMessageContaining("others names groq twice");
  }
}
