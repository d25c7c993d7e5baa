package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * How to speak to a provider that is known by its name.
 *
 * @param apiKey the platform's key: 1 to 4,096 printable ASCII characters without spaces
 * @param keyHeader where the key goes; null where this provider itself expects it
 * @param baseUrl where it answers; null where this provider itself does
 */
public record ProviderConfig(
    Secret apiKey, @Nullable KeyHeader keyHeader, @Nullable String baseUrl) {
  private static final int KEY_CHARACTERS_MAX = 4096;

  public ProviderConfig {
    requireKey(apiKey);
    if (baseUrl != null) {
      var _ = BaseUrl.parse(baseUrl);
    }
  }

  static void requireKey(Secret apiKey) {
    var text = apiKey.text();
    if (text.isEmpty()
        || text.length() > KEY_CHARACTERS_MAX
        || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "api_key must be 1 to 4096 printable ASCII characters without spaces; check the file or"
              + " variable that it is read from");
    }
  }

  /** What a provider of this name is: where this says nothing, as it is known. */
  Provider provider(String name) {
    return Provider.of(name, null, keyHeader, baseUrl, apiKey);
  }
}
