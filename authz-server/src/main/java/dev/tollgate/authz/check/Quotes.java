package dev.tollgate.authz.check;

import static java.lang.Math.min;
import static java.lang.Math.multiplyExact;

import dev.tollgate.authz.authn.CredentialReader;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.RequestBound;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Prices requests at their worst: the hold is an upper bound of the cost, or there is none. */
final class Quotes {
  private static final int MODEL_CHARACTERS_SHOWN = 64;

  private final Supplier<PriceCatalog> prices;
  private final ProviderCatalog providers;
  private final InstantSource clock;

  Quotes(Supplier<PriceCatalog> prices, ProviderCatalog providers, InstantSource clock) {
    this.prices = prices;
    this.providers = providers;
    this.clock = clock;
  }

  Quote quote(Endpoint endpoint, String priceBook, MeteredBody body, long bodyBytes) {
    var catalog = prices.get();
    var version = catalog.current(priceBook, clock.instant());
    if (version == null) {
      // Also before the first prices arrive: a model is unknown only if a book says so.
      return Denied.of(Denial.PRICES_UNAVAILABLE);
    }
    var price = catalog.find(version, body.model());
    if (price == null) {
      return Denied.of(Denial.MODEL_NOT_FOUND, "model", unknown(body.model()));
    }
    if (price.kind() != endpoint.kind()) {
      return Denied.of(
          Denial.MODEL_OF_OTHER_KIND,
          "model",
          "The model " + price.model() + " is not served by " + endpoint.path() + ".");
    }
    var provider = providers.find(price.provider());
    if (provider == null) {
      return Denied.of(Denial.PROVIDER_NOT_CONFIGURED);
    }
    try {
      long hold = Pricing.holdNanocredits(price, bound(price, body, bodyBytes));
      return new Quote.Priced(provider, price.model(), version, hold);
    } catch (ArithmeticException tooLarge) {
      return Denied.of(Denial.BOUND_TOO_LARGE);
    }
  }

  /** No token is shorter than a byte. Where bytes do not bound the input, the window does. */
  static RequestBound bound(ModelPrice price, MeteredBody body, long bodyBytes) {
    return switch (price.kind()) {
      case CHAT -> {
        boolean bytesBound = bodyBytes > 0 && !body.refs();
        long input = bytesBound ? min(bodyBytes, price.contextTokens()) : price.contextTokens();
        long modelMax = price.maxOutputTokens();
        long limit = body.outputTokensMax() == null ? modelMax : body.outputTokensMax();
        yield new RequestBound(input, multiplyExact(min(limit, modelMax), body.choices()));
      }
      // A batch holds many inputs of a window each: only its bytes bound it.
      case EMBEDDING -> new RequestBound(knownBytes(bodyBytes), 0);
    };
  }

  private static long knownBytes(long bodyBytes) {
    if (bodyBytes <= 0) {
      throw new ArithmeticException("a body of unknown size bounds nothing");
    }
    return bodyBytes;
  }

  private static String unknown(String model) {
    if (CredentialReader.looksLikeKey(model)) {
      return Denial.MODEL_NOT_FOUND.message();
    }
    var shown =
        model.length() <= MODEL_CHARACTERS_SHOWN
            ? model
            : model.substring(0, MODEL_CHARACTERS_SHOWN) + "...";
    return "The model `" + shown + "` does not exist here. GET /v1/models lists those that do.";
  }
}
