package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a request cost, asked by its caller and by an operator. */
@ExtendWith(SharedGateway.class)
final class UsageQuestionsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Gateway gateway;

  UsageQuestionsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  private HttpResponse<String> cost(String apiKey, String id) throws Exception {
    var uri = URI.create(gateway.url() + "/api/v1/llm/requests/" + id);
    return gateway.send(
        HttpRequest.newBuilder(uri).header("authorization", "Bearer " + apiKey).build());
  }

  private String ask(Gateway.Caller caller) throws Exception {
    var answer = gateway.send(gateway.chat(caller.apiKey(), "gpt-4o-mini", "How much?", ""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-tollgate-request-id").orElseThrow();
  }

  private JsonNode charged(Gateway.Caller caller, String id) {
    return await()
        .until(() -> cost(caller.apiKey(), id), answer -> answer.statusCode() == 200)
        .body()
        .transform(JSON::readTree);
  }

  @Test
  void aCallerIsToldWhatItsOwnRequestCostAndNobodyElseIs() throws Exception {
    var caller = gateway.caller(1_000_000_000);
    var id = ask(caller);
    var cost = charged(caller, id);
    assertThat(cost.get("id").asString()).isEqualTo(id);
    assertThat(cost.get("status").asString()).isEqualTo("charged");
    assertThat(cost.get("provider_used").asString()).isEqualTo("openai");
    assertThat(cost.get("model").asString()).isEqualTo("gpt-4o-mini");
    assertThat(cost.get("evidence").asString()).isEqualTo("exact");
    assertThat(cost.get("http_status").asInt()).isEqualTo(200);
    long tokens = cost.get("tokens").get("input").asLong() * 150;
    tokens += cost.get("tokens").get("output").asLong() * 600;
    assertThat(Math.round(cost.get("cost_incurred").asDouble() * 1e9))
        .isEqualTo(tokens)
        .isEqualTo(1_000_000_000 - gateway.balance(caller));

    var stranger = cost(gateway.caller(0).apiKey(), id);
    assertThat(stranger.statusCode()).isEqualTo(404);
    var error = JSON.readTree(stranger.body()).get("error");
    assertThat(error.get("code").asString()).isEqualTo("request_not_found");
    assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
    assertThat(stranger.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(cost("uc_" + "0".repeat(64), id).statusCode()).isEqualTo(401);
    assertThat(cost(caller.apiKey(), id + "/more").body()).contains("unknown_endpoint");
    assertThat(cost(caller.apiKey(), "").body()).contains("unknown_endpoint");
  }

  @Test
  void anOperatorSumsUpWhatAUserUsed() throws Exception {
    var caller = gateway.caller(1_000_000_000);
    for (int i = 0; i < 3; i++) {
      charged(caller, ask(caller));
    }
    var question =
        SummarizeUsageRequest.newBuilder()
            .setOrganizationId("default")
            .setUserId(caller.user())
            .addBy(UsageDimension.USAGE_DIMENSION_ORGANIZATION)
            .addBy(UsageDimension.USAGE_DIMENSION_MODEL);
    var answer = gateway.money().summarizeUsage(question.build());
    assertThat(answer.getSumsList()).hasSize(1);
    assertThat(answer.getTotal().getRequests()).isEqualTo(3);
    assertThat(answer.getTotal().getCostNanocredits())
        .isEqualTo(1_000_000_000 - gateway.balance(caller));
    assertThat(answer.getSums(0).getGroup(1)).isEqualTo("gpt-4o-mini");
    assertThat(answer.getOrganizationsMap())
        .containsEntry(answer.getSums(0).getGroup(0), "default");
  }
}
