package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything but chat and embeddings, as the unchanged SDKs of OpenAI ask for it. */
@ExtendWith(SharedGateway.class)
final class SdkShapesTest {
  private static final long GRANTED = 5_000_000_000L;

  /**
   * Two responses, a completion, two images by the piece and one by tokens, speech, and twice its
   * transcript.
   */
  private static final long COST =
      2 * (23 * 400 + 8 * 100 + 17 * 1_600)
          + (2 * 1_500 + 5 * 2_000)
          + 2 * 16_000_000
          + (2 * 5_000 + 272 * 40_000)
          + 5 * 15_000
          + 3 * 100_000
          + (30 * 6_000 + 3 * 10_000);

  private final Gateway gateway;

  SdkShapesTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai_shapes.py", "openai_shapes.mjs"})
  void theUnchangedSdksAreAnsweredAndChargedToTheNanocredit(String script) throws Exception {
    var caller = gateway.caller(GRANTED);
    assertThat(Sdk.run(gateway, script, caller.apiKey()))
        .contains("{\"responses\":[[31,17],[31,17]],\"completion\":7,\"images\":[2,272]")
        .contains("\"flagged\":true,\"speech\":500,\"heard\":[3,3]}");
    await().untilAsserted(() -> assertThat(GRANTED - gateway.balance(caller)).isEqualTo(COST));
  }
}
