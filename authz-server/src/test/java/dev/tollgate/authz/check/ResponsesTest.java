package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/responses}: a chat model, asked in another way. */
final class ResponsesTest {
  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());

  private static Samples.Facts response(Map<String, Fact> members) {
    var all = new HashMap<>(members);
    all.put("model", new Fact.Text("gpt-4o-mini"));
    all.put("scanned", new Fact.Flag(true));
    return new Samples.Facts("POST", "/v1/responses")
        .header("authorization", "Bearer " + Samples.CALLER_KEY)
        .body(all);
  }

  private Decision decide(Samples.Facts facts) {
    Pipelines.of(Samples.principal("llm:inference"), Pipelines.quotes(), reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  /** The most that is paid for: of input a nanocredit is 150,000 picocredits a token. */
  private long held(Map<String, Fact> members) {
    assertThat(decide(response(members).bytes(1_000))).isInstanceOf(Decision.Admitted.class);
    return reservations.requests.getFirst().holdNanocredits();
  }

  @Test
  void itsOwnLimitBoundsTheAnswer() {
    // 1,000 bytes at 150 nanocredits, 100 tokens at 600.
    assertThat(held(Map.of("max_output_tokens", new Fact.Decimal(100)))).isEqualTo(210_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
  void limitsOfChatBoundNothing(String member) {
    assertThat(held(Map.of(member, new Fact.Decimal(1)))).isEqualTo(150_000 + 16_384 * 600);
  }

  @Test
  void itsLimitBoundsNothingOfAChat() {
    var facts = Samples.chat().with("max_output_tokens", new Fact.Decimal(1)).bytes(1_000);
    decide(facts);
    assertThat(reservations.requests.getFirst().holdNanocredits())
        .isEqualTo(150_000 + 16_384 * 600);
  }

  @Test
  void earlierAnswersAreBoundedByTheWindow() {
    Map<String, Fact> members =
        Map.of("refs", new Fact.Flag(true), "max_output_tokens", new Fact.Decimal(1));
    assertThat(held(members)).isEqualTo(128_000 * 150 + 600);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, 1e10, Double.NaN})
  void aLimitThatIsNoneIsRefused(double limit) {
    decide(response(Map.of("max_output_tokens", new Fact.Decimal(limit))));
    assertThat(caller.denied().param()).isEqualTo("max_output_tokens");
  }

  @Test
  void itAsksForNoUsageEvent() {
    var admitted = (Decision.Admitted) decide(response(Map.of("stream", new Fact.Flag(true))));
    assertThat(admitted.injectUsage()).isFalse();
  }
}
