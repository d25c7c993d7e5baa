package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProviderSamples;
import dev.tollgate.authz.providers.SystemKeys;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.RequestBound;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QuotesTest {
  private static final ByokFee FEE = new ByokFee(250);

  private static MeteredBody body(@Nullable Long limit, long choices, boolean refs) {
    return new MeteredBody("gpt-4o-mini", false, false, limit, choices, refs, false);
  }

  @Test
  void aProviderWhoseKeyIsNotKnownYetMayHaveOneLater() {
    var unread =
        new SystemKeys(
            new ProviderKeySettings(
                Samples.PROVIDERS,
                KeySource.DATABASE,
                new EncryptionConfig(List.of(Secret.of("kek_" + "k".repeat(43)))).sealer()),
            ProviderSamples.EMPTY_DATABASE,
            new SimpleMeterRegistry());
    var quotes = new Quotes(() -> Samples.CATALOG, unread, Samples.CLOCK);
    assertThat(denial(quotes)).isEqualTo(Denial.PROVIDER_KEY_UNKNOWN);
    unread.refresh();
    assertThat(denial(quotes)).isEqualTo(Denial.PROVIDER_NOT_CONFIGURED);
  }

  private static Denial denial(Quotes quotes) {
    var quote =
        quotes.quote(Endpoint.CHAT_COMPLETIONS, "default", List.of(), body(10L, 1, false), 100);
    return ((Denied) quote).denial();
  }

  @Test
  void theInputIsBoundedByTheBytesAndTheWindow() {
    assertThat(bound(body(10L, 1, false), 500)).isEqualTo(new RequestBound(500, 10));
    assertThat(bound(body(10L, 1, false), 900_000)).isEqualTo(new RequestBound(128_000, 10));
  }

  @Test
  void whereBytesBoundNothingTheWindowDoes() {
    assertThat(bound(body(10L, 1, true), 500).inputTokens()).isEqualTo(128_000);
    assertThat(bound(body(10L, 1, false), 0).inputTokens()).isEqualTo(128_000);
    assertThat(bound(body(10L, 1, false), -1).inputTokens()).isEqualTo(128_000);
  }

  @Test
  void theOutputIsBoundedByTheLimitOrTheModelForEachChoice() {
    assertThat(bound(body(null, 1, false), 1).outputTokens()).isEqualTo(16_384);
    assertThat(bound(body(1_000_000L, 1, false), 1).outputTokens()).isEqualTo(16_384);
    assertThat(bound(body(7L, 3, false), 1).outputTokens()).isEqualTo(21);
  }

  @Test
  void aBatchOfEmbeddingsIsBoundedByItsBytesBeyondTheWindow() {
    assertThat(Quotes.bound(Endpoint.EMBEDDINGS, Samples.EMBEDDING, body(null, 1, false), 900_000))
        .isEqualTo(new RequestBound(900_000, 0));
  }

  @Test
  void aMessageIsBoundedByItsOwnLimitAndByWhatToolsPutBeforeIt() {
    var plain = new MeteredBody("claude", false, false, 90_000L, 1, false, false);
    var tools = new MeteredBody("claude", false, false, 90_000L, 1, false, true);
    assertThat(message(plain)).isEqualTo(new RequestBound(500, 90_000));
    assertThat(message(tools)).isEqualTo(new RequestBound(500 + 4_096, 90_000));
  }

  private static RequestBound message(MeteredBody body) {
    return Quotes.bound(Endpoint.MESSAGES, Samples.ELSEWHERE, body, 500);
  }

  private static RequestBound bound(MeteredBody body, long bodyBytes) {
    return Quotes.bound(Endpoint.CHAT_COMPLETIONS, Samples.CHAT, body, bodyBytes);
  }

  @Test
  void aSumThatDoesNotFitIsRefusedAndNeverWrong() {
    var dear =
        Samples.price(
            "dear",
            "openai",
            ModelPrice.Kind.CHAT,
            Long.MAX_VALUE / 2,
            Long.MAX_VALUE / 2,
            128_000,
            16_384);
    var catalog =
        new PriceCatalog(List.of(new PriceBook(Samples.VERSION, Instant.EPOCH, List.of(dear))));
    var quotes = new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK);
    var body = new MeteredBody("dear", false, false, null, 128, false, false);
    var quote = quotes.quote(Endpoint.CHAT_COMPLETIONS, "default", List.of(), body, 100);
    assertThat(((Denied) quote).denial()).isEqualTo(Denial.BOUND_TOO_LARGE);
  }

  @Test
  void aModelThatOnlyTheFallbackPricesIsQuotedUnderItsName() {
    var fallback =
        Samples.price(
            ModelPrice.FALLBACK, "openai", ModelPrice.Kind.CHAT, 1_000, 1_000, 128_000, 16_384);
    var catalog =
        new PriceCatalog(List.of(new PriceBook(Samples.VERSION, Instant.EPOCH, List.of(fallback))));
    var quotes = new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK);
    var body = new MeteredBody("unheard-of", false, false, null, 1, false, false);
    var quote = quotes.quote(Endpoint.CHAT_COMPLETIONS, "default", List.of(), body, 100);
    assertThat(((Quote.Priced) quote).price().model()).isEqualTo(ModelPrice.FALLBACK);
  }

  @Test
  void anUnknownModelsNameIsCutInTheMessage() {
    var quotes = new Quotes(() -> Samples.CATALOG, () -> Samples.PROVIDERS, Samples.CLOCK);
    var body = new MeteredBody("x".repeat(256), false, false, null, 1, false, false);
    var denied = (Denied) quotes.quote(Endpoint.CHAT_COMPLETIONS, "default", List.of(), body, 100);
    assertThat(denied.message()).hasSizeLessThan(200).contains("x".repeat(64) + "...");
  }

  @Test
  void aModelsNameThatLooksLikeAKeyIsNotRepeated() {
    var quotes = new Quotes(() -> Samples.CATALOG, () -> Samples.PROVIDERS, Samples.CLOCK);
    var body = new MeteredBody("sk-proj-" + "x".repeat(40), false, false, null, 1, false, false);
    var denied = (Denied) quotes.quote(Endpoint.CHAT_COMPLETIONS, "default", List.of(), body, 100);
    assertThat(denied.message()).isEqualTo(Denial.MODEL_NOT_FOUND.message());
  }

  @Test
  void aBookThatIsNotKnownIsUnavailable() {
    var quotes = new Quotes(() -> Samples.CATALOG, () -> Samples.PROVIDERS, Samples.CLOCK);
    var quote =
        quotes.quote(Endpoint.CHAT_COMPLETIONS, "other", List.of(), body(null, 1, false), 100);
    assertThat(((Denied) quote).denial()).isEqualTo(Denial.PRICES_UNAVAILABLE);
  }

  private static Quote withOwn(OwnKey.Standing standing, String endpoint) {
    var key = standing == OwnKey.Standing.USABLE ? Secret.of("sk-own") : null;
    return withOwn(new OwnKey("1", OwnKey.Owner.USER, "openai", endpoint, standing, FEE, key));
  }

  private static Quote withOwn(OwnKey own) {
    var quotes = new Quotes(() -> Samples.CATALOG, () -> Samples.PROVIDERS, Samples.CLOCK);
    return quotes.quote(
        Endpoint.CHAT_COMPLETIONS, "default", List.of(own), body(10L, 1, false), 100);
  }

  @Test
  void withAKeyOfOnesOwnTheFeeIsHeldAndThePriceIsKnown() {
    var quotes = new Quotes(() -> Samples.CATALOG, () -> Samples.PROVIDERS, Samples.CLOCK);
    var platforms =
        (Quote.Priced)
            quotes.quote(Endpoint.CHAT_COMPLETIONS, "default", List.of(), body(10L, 1, false), 100);
    var quote = (Quote.Priced) withOwn(OwnKey.Standing.USABLE, "openai");
    assertThat(quote.spendNanocredits()).isEqualTo(platforms.holdNanocredits()).isPositive();
    assertThat(quote.holdNanocredits()).isEqualTo(FEE.nanocredits(platforms.holdNanocredits()));
    assertThat(quote.ownKey()).isNotNull();
    assertThat(platforms.spendNanocredits()).isEqualTo(platforms.holdNanocredits());
  }

  @Test
  void withoutAFeeNothingIsHeld() {
    var free =
        new OwnKey(
            "1",
            OwnKey.Owner.USER,
            "openai",
            "openai",
            OwnKey.Standing.USABLE,
            ByokFee.NONE,
            Secret.of("sk-own"));
    assertThat(((Quote.Priced) withOwn(free)).holdNanocredits()).isZero();
  }

  /** The ledger refuses a record that names more, and all that would follow it. */
  @Test
  void noPriceIsMoreThanTheLedgerTakes() {
    var most = 1_000_000_000_000_000L;
    assertThat(priceOf(most)).isInstanceOf(Quote.Priced.class);
    assertThat(((Denied) priceOf(most + 1)).denial()).isEqualTo(Denial.BOUND_TOO_LARGE);
  }

  /** A token of output costs so much, and one is asked for. */
  private static Quote priceOf(long nanocredits) {
    var dear =
        Samples.price("dear", "openai", ModelPrice.Kind.CHAT, 0, nanocredits * 1_000, 1_000, 1);
    var catalog =
        new PriceCatalog(List.of(new PriceBook(Samples.VERSION, Instant.EPOCH, List.of(dear))));
    var quotes = new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK);
    var body = new MeteredBody("dear", false, false, null, 1, false, false);
    return quotes.quote(Endpoint.CHAT_COMPLETIONS, "default", List.of(), body, 100);
  }

  @Test
  void noOtherKeyTakesThePlaceOfOneThatMayNotBeUsed() {
    assertThat(((Denied) withOwn(OwnKey.Standing.UNREADABLE, "openai")).denial())
        .isEqualTo(Denial.PROVIDER_KEY_UNKNOWN);
    assertThat(((Denied) withOwn(OwnKey.Standing.NOT_ALLOWED, "openai")).denial())
        .isEqualTo(Denial.BYOK_NOT_ALLOWED);
    assertThat(((Denied) withOwn(OwnKey.Standing.USABLE, "gone")).denial())
        .isEqualTo(Denial.PROVIDER_NOT_CONFIGURED);
  }
}
