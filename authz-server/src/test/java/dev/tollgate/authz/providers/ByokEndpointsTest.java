package dev.tollgate.authz.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ByokEndpointsTest {
  private static final ProviderCatalog CONFIGURED =
      ProviderCatalog.of(
          new ProvidersConfig(
              new ProviderConfig(null, null, null),
              new ProviderConfig(null, null, "http://127.0.0.1:8000/v1"),
              List.of(
                  new OtherProviderConfig("groq", null, null, null, null, null),
                  new OtherProviderConfig("cloudflare", null, null, null, null, null),
                  new OtherProviderConfig("dns", null, Api.SERVICE, "https://d", null, null))));

  private static ByokPolicy policy(@Nullable List<String> providers) {
    return ByokPolicy.of(new ByokConfig(List.of("pro"), providers, BigDecimal.ZERO), CONFIGURED);
  }

  @Test
  void thoseKnownByTheirNameTakeCallersKeysWhereTheyThemselvesAnswer() {
    assertThat(policy(null).endpoints()).containsExactlyInAnyOrder("openai", "groq");
    assertThat(policy(List.of("anthropic")).endpoints()).containsExactly("anthropic");
  }

  @Test
  void whoIsNotConfiguredIsRefused() {
    assertThatThrownBy(() -> policy(List.of("groq", "mistral")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("byok.providers must be names of configured providers: anthropic,");
  }

  @Test
  void aServiceTakesNoKeysOfCallers() {
    assertThatThrownBy(() -> policy(List.of("groq", "dns", "cloudflare")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "byok.providers must not name cloudflare, dns: a service that is no LLM is called with"
                + " the platform's key alone. Take it out");
  }
}
