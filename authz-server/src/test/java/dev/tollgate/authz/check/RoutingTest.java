package dev.tollgate.authz.check;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.OtherProviderConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProviderSamples;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.authz.providers.SystemKeys;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoutingTest {
  private static final PriceCatalog BOOK =
      new PriceCatalog(
          List.of(
              new PriceBook(
                  Samples.VERSION,
                  Instant.EPOCH,
                  List.of(
                      price("gpt-4o-mini", "openai"),
                      price("openai/gpt-4o-mini", "openrouter"),
                      price("meta/llama", "openrouter"),
                      price("openrouter/openrouter/auto", "openrouter"),
                      price("groq/llama", "groq"),
                      price("together/llama", "together"),
                      price("mistral-*", "mistral")))));

  private static ModelPrice price(String model, String provider) {
    return Samples.price(model, provider, ModelPrice.Kind.CHAT, 1, 1, 128_000, 16_384);
  }

  /** A name with a minus before it is inactive. */
  private static Routing with(String... all) {
    var off = Stream.of(all).filter(name -> name.startsWith("-")).collect(toSet());
    var providers = Stream.of(all).map(name -> name.replaceFirst("^-", "")).toArray(String[]::new);
    var key = Secret.of("sk-planted");
    var names = List.of(providers);
    var catalog =
        ProviderCatalog.of(
            new ProvidersConfig(
                names.contains("openai")
                    ? new ProviderConfig(key, null, null, !off.contains("-openai"))
                    : null,
                null,
                Stream.of(providers)
                    .filter(name -> !name.equals("openai"))
                    .map(name ->
                        new OtherProviderConfig(
                            name, key, null, null, null, null, !off.contains("-" + name)))
                    .toList()));
    return new Routing(() -> catalog);
  }

  private static final String ALL = "openai openrouter groq together mistral";

  /** "PROVIDER MODEL-THERE", "PROVIDER" where the body stays, "no key", or null. */
  private static @Nullable String route(String providers, String model) {
    var served = with(providers.split(" ")).find(BOOK, Samples.VERSION, model, List.of());
    if (served == null) {
      return null;
    }
    var provider = served.provider();
    if (provider == null) {
      return "no key";
    }
    return served.upstreamModel() == null
        ? provider.name()
        : provider.name() + " " + served.upstreamModel();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, openai",
    "openai/gpt-4o-mini, openai gpt-4o-mini",
    "openrouter/openai/gpt-4o-mini, openrouter openai/gpt-4o-mini",
    "meta/llama, openrouter",
    "openrouter/meta/llama, openrouter meta/llama",
    "openrouter/openrouter/auto, openrouter openrouter/auto",
    "groq/llama, groq llama",
    "together/llama, together llama",
    "mistral-large, mistral",
    "mistral/mistral-large, mistral mistral-large",
  })
  void theBookSaysWhoServesAModelAndThePrefixWhomIsMeant(String model, String route) {
    assertThat(route(ALL, model)).isEqualTo(route);
  }

  @ParameterizedTest
  @CsvSource({
    "llama",
    "openai/llama",
    "groq/gpt-4o-mini",
    "/gpt-4o-mini",
    "gpt-4o-mini/",
    "openai/",
    "OpenAI/gpt-4o-mini",
    "openai//gpt-4o-mini",
    "openai/openai/gpt-4o-mini",
    "unheard/gpt-4o-mini"
  })
  void whatNobodyServesIsUnknown(String model) {
    assertThat(route(ALL, model)).isNull();
  }

  @Test
  void aProviderWithoutKeyLeavesAModelToAnotherThatServesTheWholeName() {
    assertThat(route("openrouter", "openai/gpt-4o-mini")).isEqualTo("openrouter");
  }

  @Test
  void aProviderWhoseKeyIsUnknownLeavesItsModelsToNobody() {
    var settings =
        new ProviderKeySettings(
            ProviderCatalog.of(
                new ProvidersConfig(
                    new ProviderConfig(null, null, null),
                    null,
                    List.of(new OtherProviderConfig("openrouter", null, null, null, null, null)))),
            KeySource.DATABASE,
            new EncryptionConfig(List.of(Secret.of("kek_" + "k".repeat(43)))).sealer());
    var unread =
        new SystemKeys(settings, ProviderSamples.EMPTY_DATABASE, new SimpleMeterRegistry());
    var served =
        requireNonNull(
            new Routing(unread).find(BOOK, Samples.VERSION, "openai/gpt-4o-mini", List.of()));
    assertThat(served.provider()).isNull();
    assertThat(served.keyUnknown()).isTrue();
    assertThat(served.price().provider()).isEqualTo("openai");
    assertThat(ownKeyUnknown(unread)).as("it may be switched off").isTrue();
    unread.refresh();
    assertThat(ownKeyUnknown(unread)).isFalse();
    var read =
        requireNonNull(
            new Routing(unread).find(BOOK, Samples.VERSION, "openai/gpt-4o-mini", List.of()));
    assertThat(read.keyUnknown()).isFalse();
  }

  private static boolean ownKeyUnknown(SystemKeys providers) {
    var own = List.of(own("openai", "openai"));
    return requireNonNull(new Routing(providers).find(BOOK, Samples.VERSION, "gpt-4o-mini", own))
        .keyUnknown();
  }

  @Test
  void whatOnlyProvidersWithoutKeyServeIsNotUnknown() {
    assertThat(route("groq", "openai/gpt-4o-mini")).isEqualTo("no key");
    assertThat(route("groq", "gpt-4o-mini")).isEqualTo("no key");
  }

  @Test
  void aProviderThatIsInactiveIsAsIfItWereNotThere() {
    var off = "-openai openrouter -groq together mistral";
    assertThat(route(off, "openai/gpt-4o-mini")).isEqualTo("openrouter");
    assertThat(route(off, "gpt-4o-mini")).isNull();
    assertThat(route(off, "groq/llama")).isNull();
    assertThat(route(off, "together/llama")).isEqualTo("together llama");
    assertThat(route("-openai", "openai/gpt-4o-mini"))
        .as("the other is not configured")
        .isEqualTo("no key");
    assertThat(route("-openai -openrouter", "openai/gpt-4o-mini")).isNull();
  }

  @Test
  void noKeyOfACallersOwnGoesToAProviderThatIsInactive() {
    var off = "-openai openrouter groq";
    assertThat(find(off, "gpt-4o-mini", own("openai", "openai"))).isNull();
    assertThat(withOwn(off, "openai/gpt-4o-mini", own("openai", "openai"))).isEqualTo("openrouter");
    assertThat(withOwn(off, "gpt-4o-mini", own("openai", "groq"))).isEqualTo("own groq");
    assertThat(find("openai -groq", "gpt-4o-mini", own("openai", "groq")))
        .as("the platform's key does not take its place")
        .isNull();
  }

  private static OwnKey own(String provider, String endpoint) {
    return new OwnKey(
        provider,
        OwnKey.Owner.USER,
        provider,
        endpoint,
        OwnKey.Standing.USABLE,
        ByokFee.NONE,
        Secret.of("sk-own"));
  }

  private static Routing.@Nullable Served find(String providers, String model, OwnKey... keys) {
    return with(providers.split(" ")).find(BOOK, Samples.VERSION, model, List.of(keys));
  }

  /** "own PROVIDER MODEL-THERE" or "PROVIDER MODEL-THERE", as {@link #route}. */
  private static String withOwn(String providers, String model, OwnKey... keys) {
    var served = requireNonNull(find(providers, model, keys));
    var there = served.upstreamModel() == null ? "" : " " + served.upstreamModel();
    return (served.ownKey() == null ? "" : "own ")
        + (served.provider() == null ? "none" : served.provider().name())
        + there;
  }

  @Test
  void theCallersOwnKeyComesFirst() {
    var openai = own("openai", "openai");
    var openrouter = own("openrouter", "openrouter");
    assertThat(withOwn(ALL, "gpt-4o-mini", openai)).isEqualTo("own openai");
    assertThat(withOwn(ALL, "meta/llama", openai)).isEqualTo("openrouter");
    assertThat(withOwn(ALL, "openai/gpt-4o-mini", openai)).isEqualTo("own openai gpt-4o-mini");
    assertThat(withOwn(ALL, "openai/gpt-4o-mini", openrouter)).isEqualTo("own openrouter");
    assertThat(withOwn(ALL, "openai/gpt-4o-mini", openrouter, openai))
        .isEqualTo("own openai gpt-4o-mini");
    assertThat(withOwn("groq openrouter", "openai/gpt-4o-mini", openrouter))
        .isEqualTo("own openrouter");
    assertThat(withOwn("openai", "openai/gpt-4o-mini", own("groq", "groq")))
        .isEqualTo("openai gpt-4o-mini");
  }

  @Test
  void anOwnKeySaysWhereRequestsGo() {
    assertThat(withOwn(ALL, "gpt-4o-mini", own("openai", "groq"))).isEqualTo("own groq");
    assertThat(withOwn("openai", "gpt-4o-mini", own("openai", "groq"))).isEqualTo("own none");
  }
}
