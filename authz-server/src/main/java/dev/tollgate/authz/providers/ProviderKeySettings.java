package dev.tollgate.authz.providers;

import dev.tollgate.authz.sealing.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Where keys at the providers are, by the configuration.
 *
 * @param configured every provider, with the key that the configuration has for it
 * @param sealer null only where no stored key of the platform counts
 * @param byok who may bring keys of their own
 */
public record ProviderKeySettings(
    ProviderCatalog configured, KeySource source, @Nullable Sealer sealer, ByokPolicy byok) {
  public ProviderKeySettings {
    if (source.stored() && sealer == null) {
      throw new IllegalArgumentException("stored keys need something that opens them");
    }
  }

  /** Where nobody brings keys of their own. */
  public ProviderKeySettings(
      ProviderCatalog configured, KeySource source, @Nullable Sealer sealer) {
    this(configured, source, sealer, ByokPolicy.NOBODY);
  }

  /** The configuration's keys alone. */
  public static ProviderKeySettings of(ProviderCatalog configured) {
    return new ProviderKeySettings(configured, KeySource.ENVIRONMENT, null);
  }
}
