package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import dev.tollgate.authz.credits.ChargePaths;
import dev.tollgate.authz.credits.HoldRequest;
import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A small world: one caller, three models, one provider. */
final class Samples {
  static final String PROVIDER_KEY = "sk-planted-provider-secret";
  static final String CALLER_KEY = "uc_planted-caller-secret";
  static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);
  static final ChargePaths PATHS = ChargePaths.unlimited(CLOCK);
  static final PriceVersion VERSION = new PriceVersion("default", 3);
  static final ReservationId RESERVATION = new ReservationId(20782, new UUID(1, 2), 7);

  static final ModelPrice CHAT =
      price("gpt-4o-mini", "openai", ModelPrice.Kind.CHAT, 150_000, 600_000, 128_000, 16_384);
  static final ModelPrice EMBEDDING =
      price("text-embedding-3-small", "openai", ModelPrice.Kind.EMBEDDING, 20_000, 0, 8_192, 0);
  static final ModelPrice ELSEWHERE =
      price("claude", "anthropic", ModelPrice.Kind.CHAT, 3_000_000, 15_000_000, 200_000, 8_192);
  static final PriceCatalog CATALOG =
      new PriceCatalog(
          List.of(new PriceBook(VERSION, Instant.EPOCH, List.of(CHAT, EMBEDDING, ELSEWHERE))));
  static final ProviderCatalog PROVIDERS =
      ProviderCatalog.of(
          new ProvidersConfig(new ProviderConfig(Secret.of(PROVIDER_KEY), null, null), null, null));

  static final HoldRequest HOLD =
      new HoldRequest(
          List.of("wallet:user:alice"),
          1,
          VERSION,
          "gpt-4o-mini",
          "key-1",
          "org-1",
          "alice",
          "openai",
          null,
          "/v1/chat/completions",
          "req-1",
          "node-1",
          "boot-1");

  private Samples() {}

  static ModelPrice price(
      String model,
      String provider,
      ModelPrice.Kind kind,
      long inputPicocredits,
      long outputPicocredits,
      long contextTokens,
      long maxOutputTokens) {
    return new ModelPrice(
        model,
        List.of(),
        provider,
        kind,
        inputPicocredits,
        inputPicocredits,
        inputPicocredits,
        inputPicocredits,
        outputPicocredits,
        outputPicocredits,
        inputPicocredits,
        outputPicocredits,
        0,
        contextTokens,
        maxOutputTokens,
        1_700_000_000,
        "openai",
        List.of());
  }

  static Principal principal(String... permissions) {
    return principal(Restrictions.NONE, permissions);
  }

  static Principal principal(Restrictions restrictions, String... permissions) {
    return principal(restrictions, Validity.UNLIMITED, permissions);
  }

  static Principal principal(Validity validity) {
    return principal(Restrictions.NONE, validity, "llm:inference");
  }

  private static Principal principal(
      Restrictions restrictions, Validity validity, String... permissions) {
    return new Principal(
        "key-1",
        "alice",
        "org-1",
        "acme",
        "",
        Set.of(permissions),
        "pro",
        "free",
        "default",
        List.of("wallet:user:alice"),
        validity,
        restrictions);
  }

  static Facts chat() {
    return new Facts("POST", "/v1/chat/completions")
        .header("authorization", "Bearer " + CALLER_KEY)
        .body(Map.of("model", new Fact.Text("gpt-4o-mini"), "scanned", new Fact.Flag(true)));
  }

  /** Requests, made step by step. */
  record Facts(
      RequestFacts.Phase phase,
      String method,
      String path,
      Map<String, List<String>> headers,
      Map<String, Fact> members,
      long bodyBytes,
      String client) {
    Facts(String method, String path) {
      this(RequestFacts.Phase.FULL, method, path, Map.of(), Map.of(), 100, "192.0.2.1");
    }

    Facts header(String name, String... values) {
      var all = new HashMap<>(headers);
      all.put(name, List.of(values));
      return new Facts(phase, method, path, all, members, bodyBytes, client);
    }

    Facts body(Map<String, Fact> newMembers) {
      return new Facts(phase, method, path, headers, newMembers, bodyBytes, client);
    }

    Facts with(String member, Fact fact) {
      var all = new HashMap<>(members);
      all.put(member, fact);
      return body(all);
    }

    Facts at(String newMethod, String newPath) {
      return new Facts(phase, newMethod, newPath, headers, members, bodyBytes, client);
    }

    Facts bytes(long size) {
      return new Facts(phase, method, path, headers, members, size, client);
    }

    Facts keyPhase() {
      return new Facts(RequestFacts.Phase.KEY, method, path, headers, Map.of(), 0, client);
    }

    Facts from(String address) {
      return new Facts(phase, method, path, headers, members, bodyBytes, address);
    }

    RequestFacts facts() {
      int query = path.indexOf('?');
      return new RequestFacts(
          phase,
          method,
          query < 0 ? path : path.substring(0, query),
          path,
          name -> headers.getOrDefault(name, List.of()),
          members.isEmpty()
              ? BodyFacts.NONE
              : member -> members.getOrDefault(member, Fact.Absent.INSTANCE),
          bodyBytes,
          client,
          "req-1",
          "node-1",
          "boot-1");
    }
  }
}
