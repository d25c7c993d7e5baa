package dev.tollgate.bench.usage;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A request that was charged, by whomever: what it used, and what that costs. */
record Sale(
    PriceVersion version,
    String model,
    String provider,
    String endpoint,
    Evidence evidence,
    TokenCounts tokens,
    int status,
    long holdNanocredits,
    long costNanocredits) {
  private static final int SALES = 1_000;
  private static final int OK = 200;
  private static final int SERVER_ERROR = 503;

  /** The first ones are asked most. */
  private static final List<Model> MODELS =
      List.of(
          new Model("gpt-4o-mini", "openai", "/v1/chat/completions"),
          new Model("claude-sonnet-4-5-20250929", "anthropic", "/v1/messages"),
          new Model("gpt-5", "openai", "/v1/chat/completions"),
          new Model("gpt-5-mini", "openai", "/v1/responses"),
          new Model("text-embedding-3-small", "openai", "/v1/embeddings"),
          new Model("gpt-4o", "openai", "/v1/chat/completions"),
          new Model("claude-haiku-4-5-20251001", "anthropic", "/v1/messages"),
          new Model("gpt-4.1", "openai", "/v1/responses"),
          new Model("gpt-4.1-mini", "openai", "/v1/chat/completions"),
          new Model("o4-mini", "openai", "/v1/responses"),
          new Model("claude-opus-4-5-20251101", "anthropic", "/v1/messages"),
          new Model("gpt-3.5-turbo", "openai", "/v1/chat/completions"));

  private record Model(String name, String provider, String endpoint) {
    boolean embeds() {
      return endpoint.equals("/v1/embeddings");
    }
  }

  /** Many different ones, always the same, by models, at the prices of now. */
  static List<Sale> at(PricesResponse prices) throws IOException {
    var catalog =
        new PriceCatalog(prices.getBooksList().stream().map(PriceProtos::fromProto).toList());
    var version = catalog.current("default", Instant.now());
    if (version == null) {
      throw new IOException("the ledger has no prices");
    }
    var random = new Random(1);
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < SALES; i++) {
      var model = MODELS.get((int) (MODELS.size() * random.nextDouble() * random.nextDouble()));
      sales.add(sale(catalog, version, model, evidence(i), random));
    }
    sales.sort(Comparator.comparing(Sale::model));
    return sales;
  }

  /** Of a thousand: a few of each kind, all others as the provider said. */
  private static Evidence evidence(int number) {
    return switch (number) {
      case 0, 1 -> Evidence.DARK;
      case 2 -> Evidence.VOID;
      case 3, 4, 5, 6, 7 -> Evidence.ZERO;
      default -> number < 20 ? Evidence.ESTIMATED : Evidence.EXACT;
    };
  }

  private static Sale sale(
      PriceCatalog catalog, PriceVersion version, Model model, Evidence evidence, Random random)
      throws IOException {
    var price = catalog.find(version, model.name());
    if (price == null) {
      throw new IOException("the ledger has no price for " + model.name());
    }
    boolean used = evidence == Evidence.EXACT || evidence == Evidence.ESTIMATED;
    var tokens =
        used
            ? new TokenCounts(
                random.nextInt(1, 4_000),
                0,
                0,
                0,
                model.embeds() ? 0 : random.nextInt(1, 1_500),
                0,
                0,
                0)
            : TokenCounts.NONE;
    long hold = random.nextLong(100_000_000, 500_000_000);
    long cost = Pricing.costNanocredits(price, evidence, tokens, hold);
    return new Sale(
        version,
        model.name(),
        model.provider(),
        model.endpoint(),
        evidence,
        tokens,
        evidence == Evidence.ZERO ? SERVER_ERROR : OK,
        hold,
        cost);
  }

  /** As the ledger calls what came of it. */
  String kind() {
    return switch (evidence) {
      case DARK -> "dark";
      case VOID -> "void";
      case EXACT, PARTIAL, ESTIMATED, FIXED, ZERO, BOUND -> "posted";
    };
  }
}
