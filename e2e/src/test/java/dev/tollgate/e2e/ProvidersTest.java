package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One address, many providers: the model says who answers. */
@ExtendWith(SharedGateway.class)
final class ProvidersTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String USED = "[mock prompt=11 output=7]";

  private final Gateway gateway;

  ProvidersTest(Gateway gateway) {
    this.gateway = gateway;
  }

  private JsonNode arrived(String requestId) throws Exception {
    return gateway
        .upstreamRecord()
        .lines()
        .map(JSON::readTree)
        .filter(request -> request.path("id").asString().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  private Charge charge(Gateway.Caller caller) {
    var request = ListUsageRequest.newBuilder().setAccount(caller.wallet()).build();
    return await()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> gateway.money().listUsage(request).getChargesList(),
            charges -> !charges.isEmpty())
        .getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, openai, /v1, gpt-4o-mini, 5850",
    "openai/gpt-4o-mini, openai, /v1, gpt-4o-mini, 5850",
    "meta-llama/llama-3.3-70b-instruct, openrouter, /api/v1, meta-llama/llama-3.3-70b-instruct,"
        + " 3900",
    "openrouter/meta-llama/llama-3.3-70b-instruct, openrouter, /api/v1,"
        + " meta-llama/llama-3.3-70b-instruct, 3900",
    "groq/llama-3.3-70b-versatile, groq, /openai/v1, llama-3.3-70b-versatile, 12200",
  })
  void theModelSaysWhoAnswersAndOnlyThatProvidersKeyArrives(
      String model, String provider, String base, String there, long cost) throws Exception {
    var caller = gateway.caller(1_000_000_000L);
    for (var more : new String[] {"", ",\"stream\":true"}) {
      var answer = gateway.send(gateway.chat(caller.apiKey(), model, USED, more));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-tollgate-provider")).contains(provider);

      var request = arrived(answer.headers().firstValue("x-tollgate-request-id").orElseThrow());
      assertThat(request.path("path").asString()).isEqualTo(base + "/chat/completions");
      assertThat(request.path("model").asString()).isEqualTo(there);
      var key =
          Files.readString(
              gateway.system.settings().state().resolve("secrets/" + provider + "-api-key"));
      assertThat(request.at("/headers/Authorization/0").asString()).isEqualTo("Bearer " + key);
      assertThat(request.toString()).doesNotContain(caller.apiKey()).doesNotContain("x-llm-");
    }
    var charge = charge(caller);
    assertThat(charge.getCost().getNanocredits()).isEqualTo(cost);
    assertThat(charge.getAdmission().getProvider()).isEqualTo(provider);
  }

  @Test
  void anAnswerUnderTheOldPathSaysWhatIsCharged() throws Exception {
    var caller = gateway.caller(1_000_000_000L);
    var request = gateway.chat(caller.apiKey(), "groq/llama-3.3-70b-versatile", USED, "");
    var old = URI.create(gateway.url() + "/api/v1/llm/chat/completions");
    var answer = gateway.send(HttpRequest.newBuilder(request, (_, _) -> true).uri(old).build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .endsWith(
            ",\"_metadata\":{\"provider_used\":\"groq\",\"cost_incurred\":0.0000122,"
                + "\"credits_remaining\":0.9999878,\"using_byok\":false,\"byok_provider\":null}}");
    assertThat(charge(caller).getBalanceAfter()).isEqualTo(999_987_800L);
    var stream = gateway.chat(caller.apiKey(), "gpt-4o-mini", USED, ",\"stream\":true");
    var events = gateway.send(HttpRequest.newBuilder(stream, (_, _) -> true).uri(old).build());
    assertThat(events.body()).endsWith("data: [DONE]\n\n").doesNotContain("_metadata");
    assertThat(gateway.send(request).body()).doesNotContain("_metadata");
  }

  @Test
  void whatNobodyServesIsUnknownBeforeAnyProviderIsAsked() throws Exception {
    var caller = gateway.caller(1_000_000_000L);
    int before = gateway.served();
    for (var model : new String[] {"groq/gpt-4o-mini", "mistral/gpt-4o-mini", "openai/"}) {
      var answer = gateway.send(gateway.chat(caller.apiKey(), model, USED, ""));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("\"code\":\"model_not_found\"");
    }
    assertThat(gateway.served()).isEqualTo(before);
  }
}
