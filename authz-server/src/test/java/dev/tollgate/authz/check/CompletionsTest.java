package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code /v1/completions}: many prompts in one request, each of them answered. */
final class CompletionsTest {
  private static final ModelPrice INSTRUCT =
      Samples.price(
          "instruct", "openai", ModelPrice.Kind.COMPLETION, 1_500_000, 2_000_000, 4_096, 4_096);

  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());

  private Decision decide(Map<String, Fact> members) {
    var catalog =
        new PriceCatalog(List.of(new PriceBook(Samples.VERSION, Instant.EPOCH, List.of(INSTRUCT))));
    var all = new HashMap<>(members);
    all.put("model", new Fact.Text("instruct"));
    all.put("scanned", new Fact.Flag(true));
    var facts =
        new Samples.Facts("POST", "/v1/completions")
            .header("authorization", "Bearer " + Samples.CALLER_KEY)
            .body(all)
            .bytes(10_000);
    Pipelines.of(
            Samples.principal("llm:inference"),
            new Quotes(() -> catalog, () -> Samples.PROVIDERS, Samples.CLOCK),
            reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  private long outputHeld(Map<String, Fact> members) {
    decide(members);
    long held = reservations.requests.getLast().holdNanocredits();
    caller.decisions.clear();
    return (held - 10_000 * 1_500) / 2_000; // many prompts: the window does not bound the input
  }

  @Test
  void everyPromptIsAnsweredSoOftenAsItSays() {
    var limit = new Fact.Decimal(10);
    assertThat(outputHeld(Map.of("max_tokens", limit))).isEqualTo(10);
    assertThat(outputHeld(Map.of("max_tokens", limit, "prompts", new Fact.Decimal(20))))
        .isEqualTo(200);
    assertThat(
            outputHeld(
                Map.of(
                    "max_tokens", limit,
                    "prompts", new Fact.Decimal(20),
                    "n", new Fact.Decimal(2),
                    "best_of", new Fact.Decimal(3))))
        .isEqualTo(600);
    assertThat(outputHeld(Map.of("prompts", new Fact.Decimal(0)))).isEqualTo(4_096);
  }

  @Test
  void limitsOfChatBoundNothing() {
    assertThat(outputHeld(Map.of("max_completion_tokens", new Fact.Decimal(1)))).isEqualTo(4_096);
  }

  @Test
  void aStreamIsAskedForItsUsage() {
    var admitted = (Decision.Admitted) decide(Map.of("stream", new Fact.Flag(true)));
    assertThat(admitted.injectUsage()).isTrue();
  }
}
