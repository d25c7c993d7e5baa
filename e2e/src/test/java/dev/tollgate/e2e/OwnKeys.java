package dev.tollgate.e2e;

import static dev.tollgate.e2e.RestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.mock.MockUpstream;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An organization of its own whose callers bring keys at providers along. */
final class OwnKeys {
  /** The bound of a revocation. */
  static final Duration IN_FORCE_MAX = Duration.ofSeconds(5);

  /** What the mock is to say that it used. */
  static final String USED = "[mock prompt=11 output=7]";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Gateway gateway;
  private final RestClient rest;
  private final String slug = "byok-" + UUID.randomUUID();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private int answered;

  OwnKeys(Gateway gateway, RestClient rest) {
    this.gateway = gateway;
    this.rest = rest;
  }

  String slug() {
    return slug;
  }

  /** Every key that was made, by whose it is. */
  Map<String, String> secrets() {
    return secrets;
  }

  /** How many requests were answered. */
  int answered() {
    return answered;
  }

  void organization(String plan) throws Exception {
    var _ =
        gateway
            .keys()
            .createOrganization(
                CreateOrganizationRequest.newBuilder().setSlug(slug).setPlan(plan).build());
  }

  /** A user of the organization with a key, and with so many nanocredits. */
  Gateway.Caller user(long nanocredits, String... permissions) throws Exception {
    var user = "u-" + UUID.randomUUID();
    var created =
        gateway
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId(user)
                    .setOrganization(slug)
                    .setName("e2e")
                    .addAllPermissions(List.of(permissions))
                    .build());
    if (nanocredits > 0) {
      var _ =
          gateway
              .money()
              .grant(
                  GrantRequest.newBuilder()
                      .setAccount("wallet:user:" + user)
                      .setNanocredits(nanocredits)
                      .setIdempotencyKey(user)
                      .build());
    }
    return new Gateway.Caller(user, created.getApiKey(), created.getKey());
  }

  /** What the mock takes for a key of another of the provider's customers. */
  String keyAt(String provider, String customer) throws Exception {
    var secret =
        secret("mock-" + provider + "-key")
            + MockUpstream.OTHER_CUSTOMER
            + customer
            + UUID.randomUUID();
    secrets.put(customer + " at " + provider, secret);
    return secret;
  }

  String platformsKey(String provider) throws Exception {
    return secret(provider + "-api-key");
  }

  private String secret(String name) throws Exception {
    return Files.readString(gateway.system.settings().state().resolve("secrets").resolve(name));
  }

  JsonNode add(String owner, String id, String provider, String key) throws Exception {
    var body =
        "{\"%s\":\"%s\",\"provider\":\"%s\",\"key\":\"%s\",\"label\":\"e2e\"}"
            .formatted(owner, id, provider, key);
    return json(rest.post("/api/v1/byok/keys/add", body), 200);
  }

  void remove(String owner, String id, String provider) throws Exception {
    var path = "/api/v1/byok/keys/" + provider + "?" + owner + "=" + id;
    json(rest.send("DELETE", path, ""), 200);
  }

  /** A chat under the old path, whose answers have {@code _metadata}. */
  HttpRequest chat(Gateway.Caller caller, String model) {
    var old = URI.create(gateway.url() + "/api/v1/llm/chat/completions");
    var request = gateway.chat(caller.apiKey(), model, USED, "");
    return HttpRequest.newBuilder(request, (_, _) -> true).uri(old).build();
  }

  /** What is sent goes out with this key, and with nothing of the caller's. */
  HttpResponse<String> arrives(
      HttpRequest request, Gateway.Caller caller, String header, String credential, boolean own)
      throws Exception {
    var answer = gateway.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    answered++;
    assertThat(answer.headers().firstValue("x-tollgate-byok")).contains(Boolean.toString(own));
    var id = answer.headers().firstValue("x-tollgate-request-id").orElseThrow();
    var arrived =
        gateway
            .upstreamRecord()
            .lines()
            .map(JSON::readTree)
            .filter(line -> line.path("id").asString().equals(id))
            .findFirst()
            .orElseThrow();
    var headers = arrived.path("headers");
    assertThat(headers.path(header).toString()).isEqualTo("[\"" + credential + "\"]");
    for (var other : List.of("Authorization", "X-api-key", "Api-key")) {
      assertThat(other.equals(header) || headers.path(other).isMissingNode()).as(other).isTrue();
    }
    assertThat(arrived.toString()).doesNotContain(caller.apiKey()).doesNotContain("x-llm-");
    return answer;
  }

  HttpResponse<String> arrives(Gateway.Caller caller, String model, String key, boolean own)
      throws Exception {
    return arrives(chat(caller, model), caller, "Authorization", "Bearer " + key, own);
  }

  void awaitArrives(Gateway.Caller caller, String model, String key, boolean own) {
    await().atMost(IN_FORCE_MAX).untilAsserted(() -> arrives(caller, model, key, own));
  }

  static JsonNode metadata(HttpResponse<String> answer) {
    return JSON.readTree(answer.body()).path("_metadata");
  }
}
