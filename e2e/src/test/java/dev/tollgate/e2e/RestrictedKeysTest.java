package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.ObjectMapper;

/**
 * A key that is in use is restricted by SQL and set free again: each counts within seconds, without
 * a restart, and what is refused reaches no provider.
 */
@ExtendWith(SharedGateway.class)
final class RestrictedKeysTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long GRANT_NANOCREDITS = 1_000_000_000;
  private static final int LARGE_BYTES = 300_000;

  private final Gateway gateway;
  private final Gateway.Caller caller;

  RestrictedKeysTest(Gateway gateway) throws Exception {
    this.gateway = gateway;
    caller = gateway.caller(GRANT_NANOCREDITS);
  }

  @BeforeEach
  void theKeyIsInUseAndRemembered() throws Exception {
    assertThat(chat("gpt-4o-mini", "").statusCode()).isEqualTo(200);
  }

  @Test
  void aModelThatIsNotOnTheListIsRefused() throws Exception {
    restricted("allowed_models = '{gpt-4o,text-*}'", 403, "permission_error", "model_not_allowed");
    restricted("allowed_models = '{}'", 403, "permission_error", "model_not_allowed");
    passesAfter("allowed_models = '{gpt-4o-m*}'");
    passesAfter("allowed_models = NULL");
  }

  @Test
  void anAddressThatIsNotOnTheListIsRefusedAlsoBeforeALargeBody() throws Exception {
    restricted("allowed_ips = '{10.0.0.0/8,::1}'", 403, "permission_error", "ip_not_allowed");
    var large = gateway.chat(caller.apiKey(), "gpt-4o-mini", "a".repeat(LARGE_BYTES), "");
    int before = gateway.served();
    isError(gateway.send(large), 403, "permission_error", "ip_not_allowed");
    assertThat(gateway.served()).isEqualTo(before);
    restricted("allowed_ips = '{}'", 403, "permission_error", "ip_not_allowed");
    passesAfter("allowed_ips = '{127.0.0.0/8}'");
    passesAfter("allowed_ips = NULL");
  }

  @Test
  void aRequestThatMayCostMoreThanTheCapIsRefused() throws Exception {
    restricted(
        "request_cost_max_nanocredits = 1000",
        400,
        "invalid_request_error",
        "request_too_expensive");
    assertThat(chat("gpt-4o-mini", "").body()).contains("0.000001", "max_tokens");
    // Enough for 10 tokens, and not for as many as the model may answer.
    set("request_cost_max_nanocredits = 1000000");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> chat("gpt-4o-mini", ",\"max_tokens\":10").statusCode() == 200);
    isError(chat("gpt-4o-mini", ""), 400, "invalid_request_error", "request_too_expensive");
    passesAfter("request_cost_max_nanocredits = NULL");
  }

  /** Waits until the restriction counts, then looks at what it does. */
  private void restricted(String assignment, int status, String type, String code)
      throws Exception {
    set(assignment);
    until(status);
    int servedBefore = gateway.served();
    isError(chat("gpt-4o-mini", ""), status, type, code);
    assertThat(gateway.served()).isEqualTo(servedBefore);
  }

  private void passesAfter(String assignment) throws Exception {
    set(assignment);
    until(200);
  }

  private void until(int status) {
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> chat("gpt-4o-mini", "").statusCode() == status);
  }

  private void set(String assignment) throws Exception {
    try (var database = gateway.database();
        var update =
            database.prepareStatement(
                "UPDATE authz.api_key SET " + assignment + " WHERE key_id = ?")) {
      update.setString(1, caller.key().getKeyId());
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  private HttpResponse<String> chat(String model, String more) throws Exception {
    return gateway.send(gateway.chat(caller.apiKey(), model, "Hello", more));
  }

  private static void isError(HttpResponse<String> answer, int status, String type, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    var error = JSON.readTree(answer.body()).get("error");
    assertThat(error.get("type").asString()).isEqualTo(type);
    assertThat(error.get("code").asString()).isEqualTo(code);
    assertThat(error.get("tollgate").get("scope").asString()).isEqualTo("key");
    assertThat(error.get("tollgate").get("retryable").asBoolean()).isFalse();
  }
}
