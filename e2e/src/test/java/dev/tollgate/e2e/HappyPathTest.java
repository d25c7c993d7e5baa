package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One real request, end to end. */
@ExtendWith(SharedGateway.class)
final class HappyPathTest {
  private final Gateway gateway;

  HappyPathTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai_sdk.py", "openai_sdk.mjs"})
  void theUnchangedOpenAiSdkIsAnsweredAndChargedToTheNanocredit(String script) throws Exception {
    var caller = gateway.caller(1_000_000_000);
    var output = Sdk.run(gateway, script, caller.apiKey());
    assertThat(output).contains("\"unasked_usage\":0").contains("\"streamed\":\"This");
    var match =
        Pattern.compile(
                "\"chat\":\\[(\\d+),(\\d+)].*\"asked\":\\[(\\d+),(\\d+)].*\"embeddings\":\\[2,(\\d+)]")
            .matcher(output);
    assertThat(match.find()).as(output).isTrue();
    long chat = Long.parseLong(match.group(1)) * 150 + Long.parseLong(match.group(2)) * 600;
    long asked = Long.parseLong(match.group(3)) * 150 + Long.parseLong(match.group(4)) * 600;
    long embeddings = Long.parseLong(match.group(5)) * 20;
    await()
        .untilAsserted(() ->
            assertThat(1_000_000_000 - gateway.balance(caller))
                .isEqualTo(2 * chat + asked + embeddings));
  }
}
