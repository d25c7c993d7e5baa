package dev.tollgate.authz.providers;

import dev.tollgate.authz.sealing.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Where the platform's keys at the providers are, by the configuration.
 *
 * @param configured every provider, with the key that the configuration has for it
 * @param sealer null only where no stored key counts
 */
public record ProviderKeySettings(
    ProviderCatalog configured, KeySource source, @Nullable Sealer sealer) {
  public ProviderKeySettings {
    if (source.stored() && sealer == null) {
      throw new IllegalArgumentException("stored keys need something that opens them");
    }
  }

  /** The configuration's keys alone. */
  public static ProviderKeySettings of(ProviderCatalog configured) {
    return new ProviderKeySettings(configured, KeySource.ENVIRONMENT, null);
  }
}
