package dev.tollgate.e2e;

import static dev.tollgate.e2e.Calls.isCharged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.Evidence;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/completions}, whole and in events. */
@ExtendWith(SharedGateway.class)
final class CompletionsTest {
  private final Gateway gateway;

  CompletionsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyPromptIsChargedAndNoClientSeesUsageThatItDidNotAskFor(boolean stream) throws Exception {
    var caller = gateway.caller(1_000_000_000);
    var calls = new Calls(gateway);
    var body =
        "{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":[\"12345678\",\"1234\"],\"max_tokens\":5,\"best_of\":2,\"stream\":"
            + stream
            + "}";
    var answer = calls.post(caller.apiKey(), "/v1/completions", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body().contains("\"prompt_tokens\"")).isEqualTo(!stream);
    // 3 tokens of input; 2 prompts, the better of 2 answers each, of 5 tokens.
    long cost = 3 * 1_500 + 2 * 2 * 5 * 2_000;
    isCharged(calls.charge(caller.wallet()), Evidence.EVIDENCE_EXACT, cost);
  }
}
