package dev.tollgate.e2e;

import static dev.tollgate.e2e.RestClient.isError;
import static dev.tollgate.e2e.RestClient.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys at providers that callers bring along, through Envoy: whose goes out, and who pays. */
@ExtendWith(SharedGateway.class)
final class ByokTest {
  private static final String OPENAI = "gpt-4o-mini";
  private static final String OPENROUTER = "meta-llama/llama-3.3-70b-instruct";
  private static final long CREDIT = 1_000_000_000L;

  private final Gateway gateway;
  private final RestClient rest;
  private final OwnKeys own;

  ByokTest(Gateway gateway) {
    this.gateway = gateway;
    this.rest = new RestClient(gateway);
    this.own = new OwnKeys(gateway, rest);
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
    own.organization("pro");
    var caller = own.user(CREDIT);
    var platforms = own.arrives(caller, OPENAI, own.platformsKey("openai"), false);
    assertThat(OwnKeys.metadata(platforms).path("using_byok").asBoolean()).isFalse();

    var organizations = own.keyAt("openai", "organization");
    own.add("organization", own.slug(), "openai", organizations);
    own.awaitArrives(caller, OPENAI, organizations, true);
    var users = own.keyAt("openrouter", "user");
    assertThat(own.add("user", caller.user(), "openrouter", users).path("masked").asString())
        .startsWith("sk-o...");
    own.awaitArrives(caller, OPENROUTER, users, true);
    var answer = own.arrives(caller, OPENROUTER, users, true);
    assertThat(answer.headers().firstValue("x-tollgate-provider")).contains("openrouter");
    assertThat(OwnKeys.metadata(answer).toString())
        .startsWith("{\"provider_used\":\"openrouter\",\"cost_incurred\":0,\"credits_remaining\":")
        .endsWith(",\"using_byok\":true,\"byok_provider\":\"openrouter\"}");

    var usersAtOpenai = own.keyAt("openai", "user");
    own.add("user", caller.user(), "openai", usersAtOpenai);
    own.awaitArrives(caller, OPENAI, usersAtOpenai, true);

    var charges = charges(caller, own.answered());
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

    own.remove("user", caller.user(), "openai");
    own.awaitArrives(caller, OPENAI, organizations, true);
    own.remove("organization", own.slug(), "openai");
    own.awaitArrives(caller, OPENAI, own.platformsKey("openai"), false);
    noneIsFoundWhereItDoesNotBelong();
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
        own.secrets()
            .forEach((whose, secret) ->
                assertThat(text).as(whose + " in " + place).doesNotContain(secret)));
    try (var database = gateway.database();
        var statement = database.createStatement();
        var rows = statement.executeQuery("SELECT b::text FROM authz.byok_key b")) {
      while (rows.next()) {
        var row = rows.getString(1);
        own.secrets().values().forEach(secret -> assertThat(row).doesNotContain(secret));
      }
    }
  }

  @Test
  void whoHasNoCreditCallsWithAKeyOfOnesOwn() throws Exception {
    own.organization("pro");
    var caller = own.user(0);
    var refused = gateway.send(gateway.chat(caller.apiKey(), OPENAI, OwnKeys.USED, ""));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
    var users = own.keyAt("openai", "user");
    own.add("user", caller.user(), "openai", users);
    own.awaitArrives(caller, OPENAI, users, true);
    var stream =
        gateway.send(gateway.chat(caller.apiKey(), OPENAI, OwnKeys.USED, ",\"stream\":true"));
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
    own.organization("free");
    var caller = own.user(0, "llm:inference", "byok:manage");
    var body = "{\"provider\":\"openai\",\"key\":\"" + own.keyAt("openai", "user") + "\"}";
    var told =
        isError(
            rest.as(caller.apiKey(), "POST", "/api/v1/auth/byok/keys", body),
            409,
            "not_possible_now");
    assertThat(told).contains("tier free").contains("starter");
    json(
        rest.send(
            "PATCH",
            RestClient.ORGANIZATIONS + "/" + own.slug(),
            "{\"subscription_tier\":\"starter\"}"),
        200);
    var added = json(rest.as(caller.apiKey(), "POST", "/api/v1/auth/byok/keys", body), 200);
    assertThat(added.path("user_id").asString()).isEqualTo(caller.user());
    assertThat(added.path("label").asString()).isEmpty();
    var tested = json(rest.as(caller.apiKey(), "POST", "/api/v1/byok/keys/test/openai", ""), 200);
    assertThat(tested.path("test_status").asString()).isEqualTo("valid");
    var again = rest.as(caller.apiKey(), "POST", "/api/v1/byok/keys/test/openai", "");
    assertThat(isError(again, 429, "too_many_tests")).contains("try again in ");
    assertThat(again.headers().firstValue("retry-after")).contains("10");
    assertThat(json(rest.as(caller.apiKey(), "GET", "/api/v1/byok/keys", ""), 200).path("keys"))
        .hasSize(1);
    assertThat(
            json(rest.as(caller.apiKey(), "GET", "/api/v1/byok/providers", ""), 200)
                .at("/providers/0/name")
                .asString())
        .isEqualTo("anthropic");
    await()
        .atMost(OwnKeys.IN_FORCE_MAX)
        .until(() ->
            gateway.send(gateway.chat(caller.apiKey(), OPENAI, OwnKeys.USED, "")).statusCode()
                == 200);
    json(
        rest.send(
            "PATCH",
            RestClient.ORGANIZATIONS + "/" + own.slug(),
            "{\"subscription_tier\":\"free\"}"),
        200);
    await()
        .atMost(OwnKeys.IN_FORCE_MAX)
        .untilAsserted(() -> {
          var refused = gateway.send(gateway.chat(caller.apiKey(), OPENAI, OwnKeys.USED, ""));
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
