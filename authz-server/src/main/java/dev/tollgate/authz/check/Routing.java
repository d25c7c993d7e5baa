package dev.tollgate.authz.check;

import dev.tollgate.authz.providers.Provider;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import org.jspecify.annotations.Nullable;

/**
 * Which provider answers for a model: docs/reference/providers.md. The price book says who serves a
 * name; {@code PROVIDER/MODEL} asks for one of that provider's models, unless the provider has no
 * key and another one serves the whole name.
 */
final class Routing {
  /**
   * Who serves a model.
   *
   * @param provider null if it has no key here
   * @param upstreamModel its name there; null: as the client wrote it
   */
  record Served(ModelPrice price, @Nullable Provider provider, @Nullable String upstreamModel) {}

  private final ProviderCatalog providers;

  Routing(ProviderCatalog providers) {
    this.providers = providers;
  }

  /** Who serves a model by a version of a book; null if nobody does. */
  @Nullable Served find(PriceCatalog prices, PriceVersion version, String model) {
    int slash = model.indexOf('/');
    var named = slash < 0 ? null : named(prices, version, model, slash);
    if (named != null && named.provider() != null) {
      return named;
    }
    var price = prices.find(version, model);
    if (price == null) {
      return named;
    }
    var provider = providers.find(price.provider());
    return new Served(price, provider, slash < 0 ? null : shortened(model, price.provider()));
  }

  /** If what stands before the slash is a provider and the rest a model of it. */
  private @Nullable Served named(
      PriceCatalog prices, PriceVersion version, String model, int slash) {
    var rest = model.substring(slash + 1);
    var price = prices.find(version, rest);
    return price != null && model.startsWith(price.provider()) && price.provider().length() == slash
        ? new Served(price, providers.find(price.provider()), rest)
        : null;
  }

  /**
   * A book that must tell two providers' models apart puts the provider's name before a model's.
   */
  private static @Nullable String shortened(String model, String provider) {
    return model.length() > provider.length() + 1
            && model.startsWith(provider)
            && model.charAt(provider.length()) == '/'
        ? model.substring(provider.length() + 1)
        : null;
  }
}
