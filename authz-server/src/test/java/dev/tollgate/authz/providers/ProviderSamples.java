package dev.tollgate.authz.providers;

import static java.util.Objects.requireNonNull;

import dev.tollgate.kit.config.Secret;
import java.util.List;
import java.util.Set;

/** Providers that tests have in common. */
public final class ProviderSamples {
  /** What a database says where nothing was ever set. */
  public static final StoredProviders EMPTY_DATABASE =
      new StoredProviders() {
        @Override
        public List<StoredKey> keys() {
          return List.of();
        }

        @Override
        public Set<String> disabled() {
          return Set.of();
        }
      };

  private ProviderSamples() {}

  /** OpenAI and Anthropic, each with a key in the configuration. */
  public static ProviderCatalog configured() {
    return ProviderCatalog.of(
        new ProvidersConfig(
            new ProviderConfig(Secret.of("sk-configured"), null, null),
            new ProviderConfig(Secret.of("sk-ant-configured"), null, null),
            null));
  }

  /** OpenAI alone, at another place than its own. */
  public static ProviderCatalog openAiAt(String baseUrl) {
    var config = new ProviderConfig(Secret.of("sk-configured"), null, baseUrl);
    return ProviderCatalog.of(new ProvidersConfig(config, null, null));
  }

  /** OpenAI or Anthropic, at another place than its own. */
  static Provider at(String name, String baseUrl, Secret key) {
    var config = new ProviderConfig(key, null, baseUrl);
    var catalog = ProviderCatalog.of(new ProvidersConfig(config, config, null));
    return requireNonNull(catalog.find(name));
  }
}
