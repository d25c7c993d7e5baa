package dev.tollgate.authz.check;

import static java.lang.Math.min;
import static java.lang.Math.multiplyExact;
import static java.util.Objects.requireNonNull;

import dev.tollgate.authz.authn.CredentialReader;
import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.Api;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.RequestBound;
import dev.tollgate.pricing.Units;
import dev.tollgate.pricing.wire.Charging;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Prices requests at their worst: the hold is an upper bound of the cost, or there is none. */
final class Quotes {
  private static final int MODEL_CHARACTERS_SHOWN = 64;

  /**
   * More than what Anthropic puts before a prompt with tools, by its documentation of tool use: up
   * to 530 tokens for tools as such, up to 1,234 for a computer, 700 and 245 for an editor and a
   * shell.
   */
  private static final long TOOL_PROMPT_TOKENS = 4_096;

  private final Supplier<PriceCatalog> prices;
  private final Routing routing;
  private final InstantSource clock;

  Quotes(Supplier<PriceCatalog> prices, Supplier<ProviderCatalog> providers, InstantSource clock) {
    this.prices = prices;
    this.routing = new Routing(providers);
    this.clock = clock;
  }

  /**
   * Prices a request.
   *
   * @param ownKeys keys at providers that the caller brings along: with one of them the fee is held
   */
  Quote quote(
      Endpoint endpoint, String priceBook, List<OwnKey> ownKeys, MeteredBody body, long bodyBytes) {
    var catalog = prices.get();
    var version = catalog.current(priceBook, clock.instant());
    if (version == null) {
      // Also before the first prices arrive: a model is unknown only if a book says so.
      return Denied.of(Denial.PRICES_UNAVAILABLE);
    }
    var served = routing.find(catalog, version, body.model(), ownKeys);
    if (served == null) {
      return Denied.of(Denial.MODEL_NOT_FOUND, "model", unknown(body.model()));
    }
    var price = served.price();
    if (price.kind() != endpoint.kind()) {
      return ofOtherKind(endpoint, price);
    }
    var unusable = unusable(served);
    if (unusable != null) {
      return Denied.of(unusable);
    }
    var provider = requireNonNull(served.provider());
    if (provider.api() != endpoint.api()) {
      return ofOtherKind(endpoint, price);
    }
    if (served.upstreamModel() != null && endpoint.takesForm()) {
      return Denied.of(
          Denial.MODEL_NOT_FOUND,
          "model",
          "A form's model is sent as it stands: name it as "
              + provider.name()
              + " does, without its prefix.");
    }
    var units = AskedUnits.of(price, body);
    if (units.count() > 0 && price.unitPrice(units.variant()) == null) {
      return AskedUnits.unpriced(price);
    }
    try {
      var own = served.ownKey();
      long spend = Pricing.holdNanocredits(price, bound(endpoint, price, body, bodyBytes, units));
      if (spend > Charging.AMOUNT_MAX) {
        return Denied.of(Denial.BOUND_TOO_LARGE);
      }
      long hold = own == null ? spend : own.fee().nanocredits(spend);
      return new Quote.Priced(
          provider, own, price, served.upstreamModel(), version, units, spend, hold);
    } catch (ArithmeticException tooLarge) {
      return Denied.of(Denial.BOUND_TOO_LARGE);
    }
  }

  /** Why there is no key to send a request with; null if there is one. */
  private static @Nullable Denial unusable(Routing.Served served) {
    var own = served.ownKey();
    if (own != null && own.standing() == OwnKey.Standing.NOT_ALLOWED) {
      return Denial.BYOK_NOT_ALLOWED;
    }
    if (served.keyUnknown() || (own != null && own.standing() == OwnKey.Standing.UNREADABLE)) {
      return Denial.PROVIDER_KEY_UNKNOWN;
    }
    return served.provider() == null ? Denial.PROVIDER_NOT_CONFIGURED : null;
  }

  private static Denied ofOtherKind(Endpoint endpoint, ModelPrice price) {
    return Denied.of(
        Denial.MODEL_OF_OTHER_KIND,
        "model",
        "The model " + price.model() + " is not served by " + endpoint.path() + ".");
  }

  /** No token is shorter than a byte. Where bytes do not bound the input, the window does. */
  private static RequestBound bound(
      Endpoint endpoint, ModelPrice price, MeteredBody body, long bodyBytes, Units units) {
    var bound = bound(endpoint, price, body, bodyBytes);
    return units.count() == 0
        ? bound
        : new RequestBound(bound.inputTokens(), bound.outputTokens(), units);
  }

  static RequestBound bound(Endpoint endpoint, ModelPrice price, MeteredBody body, long bodyBytes) {
    return switch (price.kind()) {
      case CHAT ->
          new RequestBound(
              chatInput(endpoint, price, body, bodyBytes),
              multiplyExact(answerMax(endpoint, price, body), body.choices()));
      // A batch holds many inputs of a window each: only its bytes bound it.
      case EMBEDDING -> new RequestBound(knownBytes(bodyBytes), 0);
      // Neither does the window bound many prompts.
      case COMPLETION ->
          new RequestBound(
              knownBytes(bodyBytes),
              multiplyExact(answerMax(endpoint, price, body), body.choices()));
      case MODERATION, SPEECH -> new RequestBound(0, 0);
      // A compressed file's bytes say nothing about how long it sounds.
      case TRANSCRIPTION ->
          new RequestBound(price.contextTokens(), price.maxOutputTokens(), longest(price));
      case IMAGE ->
          new RequestBound(
              knownBytes(bodyBytes), multiplyExact(price.maxOutputTokens(), body.choices()));
    };
  }

  private static Units longest(ModelPrice price) {
    var seconds = price.unitPrice("");
    return seconds == null ? Units.NONE : new Units(seconds.countMax(), "");
  }

  private static long chatInput(
      Endpoint endpoint, ModelPrice price, MeteredBody body, long bodyBytes) {
    if (bodyBytes <= 0 || body.refs()) {
      return price.contextTokens();
    }
    long hidden = body.tools() && endpoint.api() == Api.ANTHROPIC ? TOOL_PROMPT_TOKENS : 0;
    return min(bodyBytes + hidden, price.contextTokens());
  }

  /** A header may raise what a model answers at most, but not what the request allows it to. */
  private static long answerMax(Endpoint endpoint, ModelPrice price, MeteredBody body) {
    long modelMax = price.maxOutputTokens();
    long limit = body.outputTokensMax() == null ? modelMax : body.outputTokensMax();
    return endpoint.limitsItself() ? limit : min(limit, modelMax);
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
