package dev.tollgate.e2e;

import static dev.tollgate.e2e.RestClient.ORGANIZATIONS;
import static dev.tollgate.e2e.RestClient.isError;
import static dev.tollgate.e2e.RestClient.json;
import static dev.tollgate.e2e.RestClient.keysOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Keys are rotated, closed and restricted by REST, through Envoy. */
@ExtendWith(SharedGateway.class)
final class KeyChangesRestTest {
  private final String user = "rota+" + UUID.randomUUID() + "@example.org";
  private final String slug = "rota-" + UUID.randomUUID();
  private final RestClient rest;

  KeyChangesRestTest(Gateway gateway) {
    this.rest = new RestClient(gateway);
  }

  @BeforeEach
  void organization() throws Exception {
    json(rest.post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"plan\":\"managed\"}"), 200);
  }

  private String keys(String owner) {
    return owner.equals("user") ? keysOf(user) : ORGANIZATIONS + "/" + slug + "/keys";
  }

  private JsonNode key(String keys, String more) throws Exception {
    return json(rest.post(keys, "{\"name\":\"k\"" + more + "}"), 200);
  }

  private static String path(String keys, JsonNode key) {
    return keys + "/" + key.get("key_id").asString();
  }

  private JsonNode listed(String keys, JsonNode key) throws Exception {
    for (var item : json(rest.send("GET", keys, ""), 200).get("api_keys")) {
      if (item.get("key_id").equals(key.get("key_id"))) {
        return item;
      }
    }
    throw new AssertionError("not listed: " + key.get("key_id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "organization"})
  void aKeyIsReplacedAndTheOldOneClosed(String owner) throws Exception {
    var keys = keys(owner);
    var old = key(keys, ",\"permissions\":[\"llm:models\"]");
    var rotated = json(rest.post(path(keys, old) + "/rotate", "{\"overlap_hours\":2}"), 200);
    assertThat(rotated.propertyNames())
        .containsExactly(
            "api_key",
            "key_id",
            "key_prefix",
            "expires_at",
            "warning",
            "replaced_key_id",
            "overlap_ends_at");
    assertThat(rotated.get("replaced_key_id")).isEqualTo(old.get("key_id"));
    assertThat(rotated.get("api_key").asString()).startsWith(rotated.get("key_prefix").asString());
    var left = Duration.between(Instant.now(), Instant.parse(text(rotated, "overlap_ends_at")));
    assertThat(left).isBetween(Duration.ofMinutes(100), Duration.ofMinutes(140));
    assertThat(text(listed(keys, old), "status")).isEqualTo("active");
    assertThat(listed(keys, rotated).get("permissions").toString()).isEqualTo("[\"llm:models\"]");
    isError(rest.post(path(keys, old) + "/rotate", "{}"), 409, "not_possible_now");
    var closed = json(rest.send("POST", path(keys, old) + "/close", ""), 200);
    assertThat(closed.get("success").asBoolean()).isTrue();
    assertThat(text(listed(keys, old), "status")).isEqualTo("replaced");
    isError(rest.send("POST", path(keys, rotated) + "/close", ""), 409, "not_possible_now");
  }

  private static String text(JsonNode json, String member) {
    return json.get(member).asString();
  }

  @Test
  void withoutABodyTheOverlapIsAWeek() throws Exception {
    var keys = keys("user");
    var old = key(keys, "");
    var rotated = json(rest.send("POST", path(keys, old) + "/rotate", ""), 200);
    var left = Duration.between(Instant.now(), Instant.parse(text(rotated, "overlap_ends_at")));
    assertThat(left).isBetween(Duration.ofHours(167), Duration.ofHours(169));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "organization"})
  void aKeyIsRestrictedWhenItIsMadeAndLater(String owner) throws Exception {
    var keys = keys(owner);
    var made =
        key(keys, ",\"allowed_models\":[\"o3\"],\"request_cost_max_nanocredits\":5000000000");
    var path = path(keys, made).replace("/api/v1", "");
    var changed =
        json(
            rest.send("PATCH", path, "{\"allowed_models\":null,\"allowed_ips\":[\"10.0.0.1\"]}"),
            200);
    assertThat(changed).isEqualTo(listed(keys, made));
    assertThat(changed.get("allowed_models").isNull()).isTrue();
    assertThat(changed.get("allowed_ips").toString()).isEqualTo("[\"10.0.0.1/32\"]");
    assertThat(changed.get("request_cost_max_nanocredits").asLong()).isEqualTo(5_000_000_000L);
    var none = json(rest.send("PATCH", path, "{\"allowed_ips\":[]}"), 200);
    assertThat(none.get("allowed_ips").toString()).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/rotate|{\"overlap_hours\":721}|overlap_hours: must be from 0 to 720",
        "POST|/rotate|{\"overlap_hours\":\"2\"}|overlap_hours: must be an integer",
        "POST|/rotate|{\"overlap\":2}|overlap: is not known: this takes overlap_hours",
        "POST|/close|{\"a\":1}|a: is not known",
        "PATCH||{}|body: must have some of allowed_models, allowed_ips",
        "PATCH||{\"name\":\"b\"}|name: is not known",
        "PATCH||{\"allowed_ips\":[\"x\"]}|allowed_ips: must hold networks",
        "PATCH||{\"request_cost_max_nanocredits\":-1}|request_cost_max_nanocredits: must be 0"
      })
  void whatIsWrongIsNamed(String method, @Nullable String action, String body, String problem)
      throws Exception {
    var keys = keys("user");
    var path = path(keys, key(keys, "")) + (action == null ? "" : action);
    assertThat(isError(rest.send(method, path, body), 400, "invalid_value")).contains(problem);
  }

  @Test
  void anotherOwnersKeyIsNotFound() throws Exception {
    var usersKey = key(keys("user"), "");
    var organizationsKey = key(keys("organization"), "");
    var wrong =
        new String[] {
          path(keysOf("other@example.org"), usersKey),
          path(keys("user"), organizationsKey),
          path(keys("organization"), usersKey),
          path(ORGANIZATIONS + "/default/keys", organizationsKey)
        };
    for (var path : wrong) {
      isError(rest.send("POST", path + "/rotate", ""), 404, "not_found");
      isError(rest.send("POST", path + "/close", ""), 404, "not_found");
      isError(rest.send("PATCH", path, "{\"allowed_ips\":[]}"), 404, "not_found");
    }
    var admin = key(keys("organization"), ",\"permissions\":[\"admin:*\"]");
    var path = path(keys("user"), usersKey) + "/rotate";
    isError(rest.as(text(admin, "api_key"), "POST", path, ""), 404, "not_found");
    assertThat(listed(keys("user"), usersKey).get("allowed_ips").isNull()).isTrue();
  }
}
