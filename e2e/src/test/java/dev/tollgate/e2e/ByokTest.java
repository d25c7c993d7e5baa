package dev.tollgate.e2e;

import static dev.tollgate.e2e.RestClient.isError;
import static dev.tollgate.e2e.RestClient.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.mock.MockUpstream;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys at providers that callers bring along, through Envoy: whose goes out, and who pays. */
@ExtendWith(SharedGateway.class)
final class ByokTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String OPENAI = "gpt-4o-mini";
  private static final String OPENROUTER = "meta-llama/llama-3.3-70b-instruct";
  private static final String USED = "[mock prompt=11 output=7]";
  private static final long CREDIT = 1_000_000_000L;

  /** The bound of a revocation. */
  private static final Duration IN_FORCE_MAX = Duration.ofSeconds(5);

  private final Gateway gateway;
  private final RestClient rest;
  private final String slug = "byok-" + UUID.randomUUID();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private int sent;

  ByokTest(Gateway gateway) {
    this.gateway = gateway;
    this.rest = new RestClient(gateway);
  }

  /** What the mock takes for a key of another of the provider's customers. */
  private String keyAt(String provider, String customer) throws Exception {
    var secret =
        Files.readString(
                gateway.system.settings().state().resolve("secrets/mock-" + provider + "-key"))
            + MockUpstream.OTHER_CUSTOMER
            + customer
            + UUID.randomUUID();
    secrets.put(customer + " at " + provider, secret);
    return secret;
  }

  private String platformsKey(String provider) throws Exception {
    return Files.readString(
        gateway.system.settings().state().resolve("secrets/" + provider + "-api-key"));
  }

  /** A user of the organization with a key, and with so many nanocredits. */
  private Gateway.Caller user(long nanocredits, String... permissions) throws Exception {
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

  private void organization(String plan) throws Exception {
    var _ =
        gateway
            .keys()
            .createOrganization(
                CreateOrganizationRequest.newBuilder().setSlug(slug).setPlan(plan).build());
  }

  private JsonNode add(String owner, String id, String provider, String key) throws Exception {
    var body =
        "{\"%s\":\"%s\",\"provider\":\"%s\",\"key\":\"%s\",\"label\":\"e2e\"}"
            .formatted(owner, id, provider, key);
    return json(rest.post("/api/v1/byok/keys/add", body), 200);
  }

  /** One request; what went out with it must be this key, and nothing of the caller's. */
  private HttpResponse<String> arrives(Gateway.Caller caller, String model, String key, boolean own)
      throws Exception {
    var request = gateway.chat(caller.apiKey(), model, USED, "");
    var old = URI.create(gateway.url() + "/api/v1/llm/chat/completions");
    var answer = gateway.send(HttpRequest.newBuilder(request, (_, _) -> true).uri(old).build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    sent++;
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
    assertThat(arrived.at("/headers/Authorization/0").asString()).isEqualTo("Bearer " + key);
    assertThat(arrived.toString()).doesNotContain(caller.apiKey()).doesNotContain("x-llm-");
    return answer;
  }

  private void awaitArrives(Gateway.Caller caller, String model, String key, boolean own) {
    await().atMost(IN_FORCE_MAX).untilAsserted(() -> arrives(caller, model, key, own));
  }

  private static JsonNode metadata(HttpResponse<String> answer) {
    return JSON.readTree(answer.body()).path("_metadata");
  }

  private List<Charge> charges(Gateway.Caller caller, int count) throws Exception {
    var request = ListUsageRequest.newBuilder().setAccount(caller.wallet()).build();
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> gateway.money().listUsage(request).getChargesList(),
            charges -> charges.size() >= count);
  }

  @Test
  void eachKeyArrivesWhereItBelongsAndCreditsMoveOnlyForThePlatforms() throws Exception {
    organization("pro");
    var caller = user(CREDIT);
    var platforms = arrives(caller, OPENAI, platformsKey("openai"), false);
    assertThat(metadata(platforms).path("using_byok").asBoolean()).isFalse();

    var organizations = keyAt("openai", "organization");
    add("organization", slug, "openai", organizations);
    awaitArrives(caller, OPENAI, organizations, true);
    var users = keyAt("openrouter", "user");
    assertThat(add("user", caller.user(), "openrouter", users).path("masked").asString())
        .startsWith("sk-o...");
    awaitArrives(caller, OPENROUTER, users, true);
    var answer = arrives(caller, OPENROUTER, users, true);
    assertThat(answer.headers().firstValue("x-tollgate-provider")).contains("openrouter");
    assertThat(metadata(answer).toString())
        .startsWith("{\"provider_used\":\"openrouter\",\"cost_incurred\":0,\"credits_remaining\":")
        .endsWith(",\"using_byok\":true,\"byok_provider\":\"openrouter\"}");

    var own = keyAt("openai", "user");
    add("user", caller.user(), "openai", own);
    awaitArrives(caller, OPENAI, own, true);

    var charges = charges(caller, sent);
    for (var charge : charges) {
      boolean platform = charge.getAdmission().getByok() == Byok.BYOK_UNSPECIFIED;
      assertThat(charge.getCost().getNanocredits() > 0).isEqualTo(platform);
      assertThat(charge.getCost().getRequests()).isEqualTo(1);
      assertThat(charge.getUsage().getTokens().getInput()).isEqualTo(11);
      assertThat(charge.getUsage().getTokens().getOutput()).isEqualTo(7);
    }
    assertThat(charges)
        .extracting(charge -> charge.getAdmission().getByok())
        .contains(Byok.BYOK_UNSPECIFIED, Byok.BYOK_ORGANIZATION, Byok.BYOK_USER);
    long cost = charges.stream().mapToLong(charge -> charge.getCost().getNanocredits()).sum();
    assertThat(gateway.balance(caller)).isEqualTo(CREDIT - cost);
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() ->
            json(rest.send("GET", "/byok/keys?user=" + caller.user(), ""), 200)
                    .at("/keys/0/last_used")
                    .asString("")
                    .length()
                > 0);

    remove("user", caller.user(), "openai");
    awaitArrives(caller, OPENAI, organizations, true);
    remove("organization", slug, "openai");
    awaitArrives(caller, OPENAI, platformsKey("openai"), false);
    noneIsFoundWhereItDoesNotBelong();
  }

  private void remove(String owner, String id, String provider) throws Exception {
    var path = "/api/v1/byok/keys/" + provider + "?" + owner + "=" + id;
    json(rest.send("DELETE", path, ""), 200);
  }

  private void noneIsFoundWhereItDoesNotBelong() throws Exception {
    var state = gateway.system.settings().state();
    var places = new LinkedHashMap<String, String>();
    places.put("the list", rest.send("GET", "/byok/keys", "").body());
    places.put(
        "the audit log",
        gateway
            .keys()
            .listAuditEvents(ListAuditEventsRequest.newBuilder().setPageSize(1000).build())
            .toString());
    var observe = "http://127.0.0.1:" + gateway.system.settings().ports().authzObserve();
    places.put(
        "the metrics",
        gateway.send(HttpRequest.newBuilder(URI.create(observe + "/metrics")).build()).body());
    for (var kept : List.of("logs", "journal", "usage-state", "usage.jsonl", "envoy")) {
      try (var files = Files.walk(state.resolve(kept))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          places.put(state.relativize(file).toString(), Files.readString(file, ISO_8859_1));
        }
      }
    }
    assertThat(places.keySet()).anyMatch(name -> name.contains("usage.jsonl"));
    places.forEach((place, text) ->
        secrets.forEach(
            (whose, secret) -> assertThat(text).as(whose + " in " + place).doesNotContain(secret)));
    try (var database = gateway.database();
        var statement = database.createStatement();
        var rows = statement.executeQuery("SELECT b::text FROM authz.byok_key b")) {
      while (rows.next()) {
        var row = rows.getString(1);
        secrets.values().forEach(secret -> assertThat(row).doesNotContain(secret));
      }
    }
  }

  @Test
  void whoHasNoCreditCallsWithAKeyOfOnesOwn() throws Exception {
    organization("pro");
    var caller = user(0);
    var refused = gateway.send(gateway.chat(caller.apiKey(), OPENAI, USED, ""));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
    var own = keyAt("openai", "user");
    add("user", caller.user(), "openai", own);
    awaitArrives(caller, OPENAI, own, true);
    var stream = gateway.send(gateway.chat(caller.apiKey(), OPENAI, USED, ",\"stream\":true"));
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(charges(caller, 2))
        .allSatisfy(charge -> {
          assertThat(charge.getCost().getNanocredits()).isZero();
          assertThat(charge.getAdmission().getByok()).isEqualTo(Byok.BYOK_USER);
          assertThat(charge.getUsage().getTokens().getOutput()).isEqualTo(7);
        });
  }

  @Test
  void aUserManagesItsOwnAndATierThatMayNotIsToldSo() throws Exception {
    organization("free");
    var caller = user(0, "llm:inference", "byok:manage");
    var body = "{\"provider\":\"openai\",\"key\":\"" + keyAt("openai", "user") + "\"}";
    var told =
        isError(
            rest.as(caller.apiKey(), "POST", "/api/v1/auth/byok/keys", body),
            409,
            "not_possible_now");
    assertThat(told).contains("tier free").contains("starter");
    json(
        rest.send(
            "PATCH", RestClient.ORGANIZATIONS + "/" + slug, "{\"subscription_tier\":\"starter\"}"),
        200);
    var added = json(rest.as(caller.apiKey(), "POST", "/api/v1/auth/byok/keys", body), 200);
    assertThat(added.path("user_id").asString()).isEqualTo(caller.user());
    assertThat(added.path("label").asString()).isEmpty();
    var tested = json(rest.as(caller.apiKey(), "POST", "/api/v1/byok/keys/test/openai", ""), 200);
    assertThat(tested.path("test_status").asString()).isEqualTo("valid");
    assertThat(json(rest.as(caller.apiKey(), "GET", "/api/v1/byok/keys", ""), 200).path("keys"))
        .hasSize(1);
    assertThat(
            json(rest.as(caller.apiKey(), "GET", "/api/v1/byok/providers", ""), 200)
                .at("/providers/0/name")
                .asString())
        .isEqualTo("anthropic");
    await()
        .atMost(IN_FORCE_MAX)
        .until(() ->
            gateway.send(gateway.chat(caller.apiKey(), OPENAI, USED, "")).statusCode() == 200);
    json(
        rest.send(
            "PATCH", RestClient.ORGANIZATIONS + "/" + slug, "{\"subscription_tier\":\"free\"}"),
        200);
    await()
        .atMost(IN_FORCE_MAX)
        .untilAsserted(() -> {
          var refused = gateway.send(gateway.chat(caller.apiKey(), OPENAI, USED, ""));
          assertThat(refused.statusCode()).isEqualTo(403);
          assertThat(refused.body()).contains("\"byok_not_allowed\"");
        });
    json(rest.as(caller.apiKey(), "DELETE", "/api/v1/byok/keys/openai", ""), 200);
    isError(rest.as(caller.apiKey(), "DELETE", "/byok/keys/openai", ""), 404, "not_found");
    isError(
        rest.as(caller.apiKey(), "GET", "/api/v1/admin/organizations", ""),
        403,
        "insufficient_scope");
  }
}
