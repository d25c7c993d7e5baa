package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * How to speak to a provider that is known by its name.
 *
 * @param apiKey the platform's key: 1 to 4,096 printable ASCII characters without spaces; null: it
 *     has none here
 * @param keyHeader where the key goes; null where this provider itself expects it
 * @param baseUrl where it answers; null where this provider itself does
 * @param active whether requests go to it; false: none, and administrators cannot switch it on
 */
public record ProviderConfig(
    @Nullable Secret apiKey,
    @Nullable KeyHeader keyHeader,
    @Nullable String baseUrl,
    @Default("true") boolean active) {
  public ProviderConfig {
    requireKey(apiKey);
    if (baseUrl != null) {
      var _ = Provider.place(baseUrl);
    }
  }

  /** An active one. */
  public ProviderConfig(
      @Nullable Secret apiKey, @Nullable KeyHeader keyHeader, @Nullable String baseUrl) {
    this(apiKey, keyHeader, baseUrl, true);
  }

  static void requireKey(@Nullable Secret apiKey) {
    if (apiKey != null && !ProviderKeyForm.fits(apiKey.text())) {
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
