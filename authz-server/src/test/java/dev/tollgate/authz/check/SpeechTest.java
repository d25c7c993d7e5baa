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

/** {@code /v1/audio/speech}: by the characters of its text. */
final class SpeechTest {
  private static final ModelPrice TTS =
      new ModelPrice(
          "tts-1",
          List.of(),
          "openai",
          ModelPrice.Kind.SPEECH,
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
          List.of(new UnitPrice("", 15_000_000)));

  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());

  private Decision decide(Fact characters) {
    var catalog =
        new PriceCatalog(List.of(new PriceBook(Samples.VERSION, Instant.EPOCH, List.of(TTS))));
    var facts =
        new Samples.Facts("POST", "/v1/audio/speech")
            .header("authorization", "Bearer " + Samples.CALLER_KEY)
            .body(
                Map.of(
                    "model", new Fact.Text("tts-1"),
                    "scanned", new Fact.Flag(true),
                    "characters", characters));
    Pipelines.of(
            Samples.principal("llm:inference"),
            new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK),
            reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  @Test
  void eachCharacterIsHeld() {
    var admitted = (Decision.Admitted) decide(new Fact.Decimal(4_096));
    assertThat(admitted.units()).isEqualTo(new Units(4_096, ""));
    assertThat(reservations.requests.getFirst().holdNanocredits()).isEqualTo(4_096 * 15_000);
  }

  @Test
  void aTextOfWhichNothingIsKnownIsRefused() {
    for (var fact : List.of(Fact.Absent.INSTANCE, new Fact.Decimal(0))) {
      decide(fact);
      assertThat(caller.denied().param()).isEqualTo("input");
      caller.decisions.clear();
    }
    assertThat(reservations.requests).isEmpty();
  }
}
