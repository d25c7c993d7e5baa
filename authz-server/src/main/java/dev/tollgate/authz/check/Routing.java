package dev.tollgate.authz.check;

import dev.tollgate.authz.providers.Provider;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import java.util.function.Supplier;
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
   * @param keyUnknown whether it has one that is not known
   * @param upstreamModel its name there; null: as the client wrote it
   */
  record Served(
      ModelPrice price,
      @Nullable Provider provider,
      boolean keyUnknown,
      @Nullable String upstreamModel) {}

  private final Supplier<ProviderCatalog> providers;

  Routing(Supplier<ProviderCatalog> providers) {
    this.providers = providers;
  }

  /** Who serves a model by a version of a book; null if nobody does. */
  @Nullable Served find(PriceCatalog prices, PriceVersion version, String model) {
    var now = providers.get();
    int slash = model.indexOf('/');
    var named = slash < 0 ? null : named(now, prices, version, model, slash);
    if (named != null && (named.provider() != null || named.keyUnknown())) {
      return named;
    }
    var price = prices.find(version, model);
    if (price == null) {
      return named;
    }
    return served(now, price, slash < 0 ? null : shortened(model, price.provider()));
  }

  private static Served served(
      ProviderCatalog providers, ModelPrice price, @Nullable String upstreamModel) {
    var name = price.provider();
    return new Served(price, providers.find(name), providers.keyUnknown(name), upstreamModel);
  }

  /** If what stands before the slash is a provider and the rest a model of it. */
  private static @Nullable Served named(
      ProviderCatalog providers,
      PriceCatalog prices,
      PriceVersion version,
      String model,
      int slash) {
    var rest = model.substring(slash + 1);
    var price = prices.find(version, rest);
    return price != null && model.startsWith(price.provider()) && price.provider().length() == slash
        ? served(providers, price, rest)
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
