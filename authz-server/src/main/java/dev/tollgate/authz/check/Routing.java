package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which provider answers for a model, and with whose key: docs/reference/providers.md. The price
 * book says who serves a name; {@code PROVIDER/MODEL} asks for one of that provider's models,
 * unless there is no key for it and another one serves the whole name. A key that the caller brings
 * along comes first. Whoever is inactive is as if it were not there.
 */
final class Routing {
  /**
   * Who serves a model.
   *
   * @param provider null if there is no key for it here
   * @param ownKey the caller's own key for it, which may be of no use; null: the platform's counts
   * @param keyUnknown whether nobody knows now with which key it may be asked, or if at all
   * @param upstreamModel its name there; null: as the client wrote it
   */
  record Served(
      ModelPrice price,
      @Nullable Provider provider,
      @Nullable OwnKey ownKey,
      boolean keyUnknown,
      @Nullable String upstreamModel) {
    private boolean hasKey() {
      return ownKey != null || provider != null || keyUnknown;
    }
  }

  private final Supplier<ProviderCatalog> providers;

  Routing(Supplier<ProviderCatalog> providers) {
    this.providers = providers;
  }

  /**
   * Who serves a model by a version of a book; null if no active provider does.
   *
   * @param ownKeys those that the caller brings along
   */
  @Nullable Served find(
      PriceCatalog prices, PriceVersion version, String model, List<OwnKey> ownKeys) {
    var now = providers.get();
    int slash = model.indexOf('/');
    var named = slash < 0 ? null : named(now, prices, version, model, slash, ownKeys);
    if (named != null && (named.ownKey() != null || (ownKeys.isEmpty() && named.hasKey()))) {
      return named;
    }
    var price = prices.find(version, model);
    if (price == null) {
      return named;
    }
    var whole = served(now, price, slash < 0 ? null : shortened(model, price.provider()), ownKeys);
    if (named == null) {
      return whole;
    }
    return whole != null && (whole.ownKey() != null || !named.hasKey()) ? whole : named;
  }

  /** Null if that would go to a provider that is inactive. */
  private static @Nullable Served served(
      ProviderCatalog providers,
      ModelPrice price,
      @Nullable String upstreamModel,
      List<OwnKey> ownKeys) {
    var name = price.provider();
    var own = own(ownKeys, name);
    if (providers.isInactive(own == null ? name : own.endpoint())) {
      return null;
    }
    return own == null
        ? new Served(price, providers.find(name), null, providers.keyUnknown(name), upstreamModel)
        : new Served(
            price, providers.describe(own.endpoint()), own, !providers.isRead(), upstreamModel);
  }

  private static @Nullable OwnKey own(List<OwnKey> keys, String provider) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).provider().equals(provider)) {
        return keys.get(i);
      }
    }
    return null;
  }

  /** If what stands before the slash is a provider and the rest a model of it. */
  private static @Nullable Served named(
      ProviderCatalog providers,
      PriceCatalog prices,
      PriceVersion version,
      String model,
      int slash,
      List<OwnKey> ownKeys) {
    var rest = model.substring(slash + 1);
    var price = prices.find(version, rest);
    return price != null && model.startsWith(price.provider()) && price.provider().length() == slash
        ? served(providers, price, rest, ownKeys)
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
