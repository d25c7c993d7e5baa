package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.ObjectMapper;

/**
 * What may not pass: the status and the body that clients get, and the upstream sees none of it.
 */
@ExtendWith(SharedGateway.class)
final class RefusalsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MIB = 1 << 20;

  private final Gateway gateway;
  private int servedBefore;

  RefusalsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void count() throws Exception {
    servedBefore = gateway.served();
  }

  @AfterEach
  void theUpstreamSawNoneOfThem() throws Exception {
    assertThat(gateway.served()).isEqualTo(servedBefore);
  }

  @Test
  void aRequestWithoutAKeyIsToldToBringOne() throws Exception {
    var answer = gateway.send(post("/v1/chat/completions", "{}").build());
    isError(answer, 401, "invalid_request_error", "missing_api_key");
    assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
  }

  @Test
  void aForgedKeyIsUnknown() throws Exception {
    var forged = "uc_" + "0123456789abcdef".repeat(4);
    isInvalidKey(gateway.send(gateway.chat(forged, "gpt-4o-mini", "Hello", "")));
  }

  @Test
  void aRevokedKeyIsUnknownWithinSeconds() throws Exception {
    var caller = gateway.caller(1_000_000_000);
    var chat = gateway.chat(caller.apiKey(), "gpt-4o-mini", "Hello", "");
    assertThat(gateway.send(chat).statusCode()).isEqualTo(200);
    servedBefore++;
    var revoke = RevokeUserKeyRequest.newBuilder().setKeyId(caller.key().getKeyId()).build();
    assertThat(gateway.keys().revokeUserKey(revoke).getKey().getStatus()).isEqualTo("revoked");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> {
          int status = gateway.send(chat).statusCode();
          servedBefore += status == 200 ? 1 : 0;
          return status == 401;
        });
    isInvalidKey(gateway.send(chat));
  }

  @Test
  void aKeyInTheUrlIsRefusedThoughItIsValid() throws Exception {
    var caller = gateway.caller(1_000_000_000);
    for (var path : new String[] {"?api_key=" + caller.apiKey(), "?key=" + caller.apiKey()}) {
      var request = post("/v1/chat/completions" + path, "{\"model\":\"gpt-4o-mini\"}").build();
      isInvalidKey(gateway.send(request));
    }
  }

  @Test
  void twoDifferentKeysAreRefused() throws Exception {
    var one = gateway.caller(1_000_000_000);
    var other = gateway.caller(1_000_000_000);
    var request =
        post("/v1/chat/completions", "{\"model\":\"gpt-4o-mini\",\"messages\":[]}")
            .header("authorization", "Bearer " + one.apiKey())
            .header("x-api-key", other.apiKey());
    isInvalidKey(gateway.send(request.build()));
  }

  @Test
  void aKeyWithoutCreditsIsToldSoAndNotToRetry() throws Exception {
    var answer = gateway.send(gateway.chat(broke(), "gpt-4o-mini", "Hello", ""));
    isError(answer, 402, "insufficient_quota", "insufficient_credits");
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
  }

  @Test
  void anUnknownPathOrMethodIsAnUnknownEndpoint() throws Exception {
    var key = "Bearer " + gateway.caller(1_000_000_000).apiKey();
    for (var path : new String[] {"/v1/files", "/v1/chat/completions/", "/", "/v2/models"}) {
      var request = post(path, "{}").header("authorization", key).build();
      isError(gateway.send(request), 404, "invalid_request_error", "unknown_endpoint");
    }
    var uri = URI.create(gateway.url() + "/v1/chat/completions");
    for (var method : new String[] {"GET", "DELETE", "PUT", "TRACE"}) {
      var request =
          HttpRequest.newBuilder(uri)
              .method(method, BodyPublishers.noBody())
              .header("authorization", key)
              .build();
      isError(gateway.send(request), 404, "invalid_request_error", "unknown_endpoint");
    }
  }

  @Test
  void aBodyThatIsNotUnderstoodIsNamed() throws Exception {
    var key = broke();
    refused(key, "gpt-4o-mini", ",\"MODEL\":\"gpt-4o\"", 400, "invalid_json", null);
    refused(key, "gpt-4o-mini", ",\"max_tokens\":", 400, "invalid_json", null);
    refused(key, "gpt-4o-mini", ",\"n\":1.5", 400, "invalid_value", "n");
    refused(key, "gpt-4o-mini", ",\"stream\":\"yes\"", 400, "invalid_value", "stream");
    refused(key, "gpt-4o-mini", ",\"max_tokens\":\"inf\"", 400, "invalid_value", "max_tokens");
    refused(
        key,
        "gpt-4o-mini",
        ",\"web_search_options\":{}",
        400,
        "unsupported_feature",
        "web_search_options");
    refused(key, "no-such-model", "", 404, "model_not_found", "model");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWithOrWithoutCredits() throws Exception {
    var key = broke();
    for (var request :
        new HttpRequest[] {
          large("/v1/chat/completions", 33 * MIB, key), large("/v1/embeddings", 2 * MIB, key)
        }) {
      isError(gateway.send(request), 413, "invalid_request_error", "request_too_large");
    }
  }

  @Test
  void theReplicasCredentialMayNotGrant() throws Exception {
    var grant =
        GrantRequest.newBuilder()
            .setAccount("wallet:user:thief")
            .setNanocredits(1)
            .setIdempotencyKey("theft")
            .build();
    assertThatThrownBy(() -> gateway.ledgerAsReplica().grant(grant))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
  }

  private String broke() throws IOException {
    return gateway.caller(0).apiKey();
  }

  private HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + path))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private HttpRequest large(String path, int bytes, String key) {
    var body = "{\"model\":\"gpt-4o-mini\",\"input\":\"" + "a".repeat(bytes) + "\"}";
    return post(path, body).header("authorization", "Bearer " + key).build();
  }

  private void refused(
      String key, String model, String more, int status, String code, @Nullable String param)
      throws Exception {
    var answer = gateway.send(gateway.chat(key, model, "Hello", more));
    isError(answer, status, "invalid_request_error", code, param);
  }

  private static void isInvalidKey(HttpResponse<String> answer) {
    isError(answer, 401, "invalid_request_error", "invalid_api_key");
  }

  private static void isError(HttpResponse<String> answer, int status, String type, String code) {
    isError(answer, status, type, code, null);
  }

  private static void isError(
      HttpResponse<String> answer, int status, String type, String code, @Nullable String param) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue("x-tollgate-request-id")).isPresent();
    var error = JSON.readTree(answer.body()).get("error");
    assertThat(error.get("message").asString()).isNotBlank();
    assertThat(error.get("type").asString()).isEqualTo(type);
    assertThat(error.get("param").asString(null)).as(answer.body()).isEqualTo(param);
    assertThat(error.get("code").asString()).as(answer.body()).isEqualTo(code);
  }
}
