package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.UnitPrice;
import dev.tollgate.pricing.Units;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/images/generations}: by the piece where a size has a price, else by tokens. */
final class ImagesTest {
  private static final ModelPrice BY_TOKENS =
      Samples.price(
          "gpt-image-1", "openai", ModelPrice.Kind.IMAGE, 5_000_000, 40_000_000, 1, 6_540);
  private static final ModelPrice BY_THE_PIECE =
      new ModelPrice(
          "dall-e-2",
          List.of(),
          "openai",
          ModelPrice.Kind.IMAGE,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          "openai",
          List.of(
              new UnitPrice("1024x1024", 20_000_000_000L),
              new UnitPrice("256x256", 16_000_000_000L)));
  private static final PriceCatalog CATALOG =
      new PriceCatalog(
          List.of(
              new PriceBook(
                  Samples.VERSION, Instant.EPOCH, List.of(BY_THE_PIECE, BY_TOKENS, Samples.CHAT))));

  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());

  private static Samples.Facts image(String model) {
    return new Samples.Facts("POST", "/v1/images/generations")
        .header("authorization", "Bearer " + Samples.CALLER_KEY)
        .body(Map.of("model", new Fact.Text(model), "scanned", new Fact.Flag(true)));
  }

  private Decision decide(Samples.Facts facts) {
    var quotes = new Quotes(() -> CATALOG, () -> Samples.PROVIDERS, Samples.CLOCK);
    Pipelines.of(Samples.principal("llm:inference"), quotes, reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  private Denied denied(Samples.Facts facts) {
    decide(facts);
    assertThat(reservations.requests).isEmpty();
    return caller.denied();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/images/generations, 256x256, '', 3, 48000000",
    "/api/v1/llm/image/generations, 256x256, standard, 1, 16000000",
    "/v1/images/generations, '', '', 2, 40000000",
    "/v1/images/generations, '', standard, 1, 20000000"
  })
  void whatIsHeldIsThePriceOfTheImages(
      String path, String size, String quality, int count, long nanocredits) {
    var facts = image("dall-e-2").at("POST", path).with("n", new Fact.Decimal(count));
    facts = size.isEmpty() ? facts : facts.with("size", new Fact.Text(size));
    facts = quality.isEmpty() ? facts : facts.with("quality", new Fact.Text(quality));
    var admitted = (Decision.Admitted) decide(facts);
    var variant = size.isEmpty() ? "1024x1024" : size;
    assertThat(admitted.units()).isEqualTo(new Units(count, variant));
    assertThat(reservations.requests.getFirst().holdNanocredits()).isEqualTo(nanocredits);
    var answer = EnvoyAnswers.read(new Responder(Samples.CLOCK).allowed(admitted));
    var metadata = answer.getDynamicMetadata();
    assertThat(metadata.getFieldsOrThrow("settlement").getStringValue())
        .startsWith("3|")
        .endsWith("|dall-e-2|" + count + "|" + variant);
    assertThat(metadata.getFieldsOrThrow("upstream_path").getStringValue())
        .isEqualTo("/v1/images/generations");
  }

  @ParameterizedTest
  @CsvSource({"512x512, ''", "256x256, hd", "auto, ''", "256X256, ''", "256x256, auto", "' ', ''"})
  void aSizeWithoutAPriceIsRefusedWithThoseThatHaveOne(String size, String quality) {
    var facts = image("dall-e-2").with("size", new Fact.Text(size));
    var denied = denied(facts.with("quality", new Fact.Text(quality)));
    assertThat(denied.denial()).isEqualTo(Denial.INVALID_MEMBER);
    assertThat(denied.param()).isEqualTo("size");
    assertThat(denied.message()).endsWith("which are: 1024x1024, 256x256.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"size", "quality"})
  void sizeAndQualityAreTexts(String member) {
    var denied = denied(image("dall-e-2").with(member, new Fact.Decimal(256)));
    assertThat(denied.denial()).isEqualTo(Denial.INVALID_MEMBER);
    assertThat(denied.message()).contains(member);
  }

  @Test
  void aModelThatCountsTokensIsHeldForTheMostThatItsImagesCanHave() {
    var facts = image("gpt-image-1").with("n", new Fact.Decimal(2)).bytes(100);
    var admitted = (Decision.Admitted) decide(facts.with("size", new Fact.Text("auto")));
    assertThat(admitted.units()).isEqualTo(Units.NONE);
    // 100 tokens of input at 5,000,000 picocredits, 2 x 6,540 of output at 40,000,000.
    assertThat(reservations.requests.getFirst().holdNanocredits())
        .isEqualTo(500_000 + 2 * 261_600_000L);
  }

  @Test
  void severalImagesInEventsAreRefused() {
    var events = image("gpt-image-1").with("stream", new Fact.Flag(true));
    var denied = denied(events.with("n", new Fact.Decimal(2)));
    assertThat(denied.denial()).isEqualTo(Denial.INVALID_MEMBER);
    assertThat(denied.param()).isEqualTo("n");
    caller.decisions.clear();
    assertThat(decide(events)).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void modelsOfOtherKindsAreNotServed() {
    assertThat(denied(image("gpt-4o-mini")).denial()).isEqualTo(Denial.MODEL_OF_OTHER_KIND);
    caller.decisions.clear();
    assertThat(denied(image("dall-e-2").at("POST", "/v1/chat/completions")).denial())
        .isEqualTo(Denial.MODEL_OF_OTHER_KIND);
  }
}
