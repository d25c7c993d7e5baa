package dev.tollgate.e2e;

import static dev.tollgate.e2e.Calls.isCharged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.Evidence;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams with CRLF, without a blank behind the colon and with comments between their events. */
@ExtendWith(SharedGateway.class)
final class OddStreamsTest {
  private static final long GRANTED = 1_000_000_000;

  private final Gateway gateway;
  private final Calls calls;

  OddStreamsTest(Gateway gateway) {
    this.gateway = gateway;
    this.calls = new Calls(gateway);
  }

  @Test
  void theUsageOfAChatIsReadAndTakenOutAgain() throws Exception {
    var caller = gateway.caller(GRANTED);
    var text = "[mock prompt=11 output=7 odd=1]";
    var answer =
        gateway.send(gateway.chat(caller.apiKey(), "gpt-4o-mini", text, ",\"stream\":true"));
    assertThat(answer.body())
        .contains(": still here\r\n\r\ndata:{\"id\"")
        .endsWith("data:[DONE]\r\n\r\n")
        .doesNotContain("prompt_tokens", "\"choices\":[]");
    isCharged(calls.charge(caller.wallet()), Evidence.EVIDENCE_EXACT, 11 * 150 + 7 * 600);
  }

  @Test
  void theUsageOfAMessageIsRead() throws Exception {
    var caller = gateway.caller(GRANTED);
    var body =
        "{\"model\":\"claude-sonnet-5-5\",\"max_tokens\":100,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted("[mock prompt=21 cached=6 output=15 odd=1]");
    var request =
        HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/messages"))
            .headers("x-api-key", caller.apiKey(), "anthropic-version", "2023-06-01")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body));
    assertThat(gateway.send(request.build()).body()).contains("event:message_stop\r\ndata:{");
    isCharged(
        calls.charge(caller.wallet()), Evidence.EVIDENCE_EXACT, 21 * 2_000 + 6 * 200 + 15 * 10_000);
  }
}
