package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/messages}: the second provider, with a key, shapes and prices of its own. */
@ExtendWith(SharedGateway.class)
final class AnthropicTest {
  private static final long GRANTED = 10_000_000_000L;

  /** 21 of input, 6 read from the cache, 5 and 7 written to it, 15 of output, in nanocredits. */
  private static final long COST = 21 * 3_000 + 6 * 300 + 5 * 3_750 + 7 * 6_000 + 15 * 15_000;

  private static final String ASKED = "[mock prompt=21 cached=6 write=5 hour=7 output=15]";
  private static final TokenCounts COUNTED =
      TokenCounts.newBuilder()
          .setInput(21)
          .setCachedInput(6)
          .setCacheWrite(5)
          .setCacheWrite1H(7)
          .setOutput(15)
          .build();

  private final Gateway gateway;

  AnthropicTest(Gateway gateway) {
    this.gateway = gateway;
  }

  private HttpResponse<String> message(
      Gateway.Caller caller, String model, String content, String more, String... headers)
      throws Exception {
    var body =
        "{\"model\":\"%s\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
            .formatted(model, content, more);
    var request =
        HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/messages"))
            .headers("x-api-key", caller.apiKey(), "anthropic-version", "2023-06-01")
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return gateway.send(request.build());
  }

  private Charge charge(Gateway.Caller caller) {
    return await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> charges(caller), charges -> !charges.isEmpty())
        .getFirst();
  }

  private List<Charge> charges(Gateway.Caller caller) throws IOException {
    var request = ListUsageRequest.newBuilder().setAccount(caller.wallet()).build();
    return gateway.money().listUsage(request).getChargesList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"anthropic_sdk.py", "anthropic_sdk.mjs"})
  void theUnchangedAnthropicSdkIsAnsweredAndChargedToTheNanocredit(String script) throws Exception {
    var caller = gateway.caller(GRANTED);
    var output = Sdk.run(gateway, script, caller.apiKey());
    assertThat(output)
        .contains("\"whole\":[21,6,12,15],\"streamed\":\"This\",\"final\":[21,6,12,15]")
        .contains("\"bearer\":[21,6,12,15],\"stop\":[\"end_turn\",\"end_turn\"]")
        .contains("[529,\"overloaded_error\"],[404,\"not_found_error\"],[404,\"not_found_error\"]");
    await().untilAsserted(() -> assertThat(GRANTED - gateway.balance(caller)).isEqualTo(3 * COST));
  }

  @Test
  void aStreamsTokensAreChargedByTheirClassesAsExact() throws Exception {
    var caller = gateway.caller(GRANTED);
    var answer = message(caller, "claude-sonnet-4-5", ASKED, ",\"stream\":true");
    assertThat(answer.body()).contains("event: ping").endsWith("}\n\n");
    assertThat(answer.headers().map()).containsKey("request-id");
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.startsWith("anthropic-ratelimit") || name.equals("set-cookie"));
    var charge = charge(caller);
    assertThat(charge.getUsage().getTokens()).isEqualTo(COUNTED);
    assertThat(charge.getUsage().getEvidence()).isEqualTo(Evidence.EVIDENCE_EXACT);
    assertThat(charge.getCost().getNanocredits()).isEqualTo(COST);
    assertThat(charge.getAdmission().getHold().getNanocredits()).isGreaterThan(COST);
    assertThat(charge.getAdmission().getProvider()).isEqualTo("anthropic");
  }

  @Test
  void neitherTheCallersKeyNorTheOtherProvidersReachesAnthropic() throws Exception {
    var caller = gateway.caller(GRANTED);
    var answer =
        message(
            caller,
            "claude-haiku-4-5",
            "Hello",
            "",
            "authorization",
            "Bearer " + caller.apiKey(),
            "anthropic-beta",
            "interleaved-thinking-2025-05-14");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var id = answer.headers().firstValue("x-tollgate-request-id").orElseThrow();
    var served =
        gateway
            .upstreamRecord()
            .lines()
            .filter(line -> line.contains(id))
            .findFirst()
            .orElseThrow();
    assertThat(served)
        .contains("\"X-api-key\":[\"sk-ant-mock-")
        .contains("\"Anthropic-version\":[\"2023-06-01\"]")
        .contains("\"Anthropic-beta\":[\"interleaved-thinking-2025-05-14\"]")
        .doesNotContain(caller.apiKey())
        .doesNotContainIgnoringCase("\"authorization\"");
  }

  @Test
  void refusalsHaveAnthropicsShape() throws Exception {
    var poor = gateway.caller(0);
    var answer = message(poor, "claude-sonnet-4-5", "Hello", "");
    assertThat(answer.statusCode()).isEqualTo(402);
    assertThat(answer.body())
        .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"billing_error\"")
        .contains("\"code\":\"insufficient_credits\"", "\"request_id\":\"");
    var searching = ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]";
    var tool = message(poor, "claude-sonnet-4-5", "Hello", searching);
    assertThat(tool.statusCode()).isEqualTo(400);
    assertThat(tool.body()).contains("invalid_request_error", "unsupported_feature", "tools");
  }

  @Test
  void anErrorBeforeAnyOutputCostsNothing() throws Exception {
    var caller = gateway.caller(GRANTED);
    var answer = message(caller, "mock-claude-error-529", "Hello", ",\"stream\":true");
    assertThat(answer.statusCode()).isEqualTo(529);
    assertThat(answer.body()).contains("\"type\":\"overloaded_error\"");
    assertThat(charge(caller).getUsage().getEvidence()).isEqualTo(Evidence.EVIDENCE_ZERO);
    assertThat(gateway.balance(caller)).isEqualTo(GRANTED);
  }
}
