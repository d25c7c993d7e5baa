package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.UnitPrice;
import dev.tollgate.pricing.Units;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Audio in a form: what is held is the longest that it may be. */
final class TranscriptionsTest {
  private static final ModelPrice BY_TOKENS =
      Samples.price(
          "gpt-4o-transcribe",
          "openai",
          ModelPrice.Kind.TRANSCRIPTION,
          6_000_000,
          10_000_000,
          16_000,
          2_000);
  private static final ModelPrice WHISPER =
      new ModelPrice(
          "whisper-1",
          List.of(),
          "openai",
          ModelPrice.Kind.TRANSCRIPTION,
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
          List.of(new UnitPrice("", 100_000_000, 14_400)));

  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());

  private Decision decide(String path, Map<String, Fact> members) {
    var book = new PriceBook(Samples.VERSION, Instant.EPOCH, List.of(WHISPER, BY_TOKENS));
    var catalog = new PriceCatalog(List.of(book));
    var all = new HashMap<String, Fact>();
    all.put("model", new Fact.Text("whisper-1"));
    all.put("scanned", new Fact.Flag(true));
    all.put("form", new Fact.Flag(true));
    all.put("body_error", new Fact.Flag(true)); // a form is no JSON
    all.putAll(members);
    var facts =
        new Samples.Facts("POST", "/v1/audio/" + path)
            .header("authorization", "Bearer " + Samples.CALLER_KEY)
            .body(all);
    Pipelines.of(
            Samples.principal("llm:inference"),
            new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK),
            reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  @Test
  void theLongestSpeechIsHeldAsOnlyTheAnswerSaysHowLongItWas() {
    var admitted = (Decision.Admitted) decide("transcriptions", Map.of());
    assertThat(admitted.units()).isEqualTo(Units.NONE);
    assertThat(reservations.requests.getFirst().holdNanocredits()).isEqualTo(1_440_000_000);
  }

  @Test
  void byTokensTheWindowIsHeld() {
    decide("transcriptions", Map.of("model", new Fact.Text("gpt-4o-transcribe")));
    assertThat(reservations.requests.getFirst().holdNanocredits())
        .isEqualTo(16_000 * 6_000 + 2_000 * 10_000);
  }

  @ParameterizedTest
  @CsvSource({
    "transcriptions, json, true",
    "transcriptions, verbose_json, true",
    "transcriptions, text, false",
    "transcriptions, srt, false",
    "transcriptions, '', false",
    "translations, verbose_json, true",
    "translations, json, false"
  })
  void answersThatTellNoUsageAreRefused(String path, String format, boolean passes) {
    var decision = decide(path, Map.of("response_format", new Fact.Text(format)));
    assertThat(decision instanceof Decision.Admitted).isEqualTo(passes);
    if (!passes) {
      assertThat(caller.denied().denial()).isEqualTo(Denial.UNMETERABLE);
      assertThat(caller.denied().param()).isEqualTo("response_format");
    }
  }

  @Test
  void aTranslationThatNamesNoFormatIsRefused() {
    decide("translations", Map.of());
    assertThat(caller.denied().message()).contains("response_format must be verbose_json");
  }

  @Test
  void whatIsNoFormIsRefused() {
    decide("transcriptions", Map.of("form", Fact.Absent.INSTANCE));
    assertThat(caller.denied().param()).isEqualTo("content-type");
  }

  @Test
  void aFormThatTheScriptDidNotSeeToItsEndIsNotUnderstood() {
    decide("transcriptions", Map.of("scanned", Fact.Absent.INSTANCE));
    assertThat(caller.denied().denial()).isEqualTo(Denial.NOT_UNDERSTOOD);
  }

  @Test
  void aFormIsNoBodyForOthers() {
    decide("speech", Map.of());
    assertThat(caller.denied().denial()).isEqualTo(Denial.INVALID_JSON);
  }
}
