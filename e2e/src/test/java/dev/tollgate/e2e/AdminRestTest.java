package dev.tollgate.e2e;

import static dev.tollgate.e2e.RestClient.ORGANIZATIONS;
import static dev.tollgate.e2e.RestClient.isError;
import static dev.tollgate.e2e.RestClient.json;
import static dev.tollgate.e2e.RestClient.keysOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin service as front ends of the old gateways call it, through Envoy. */
@ExtendWith(SharedGateway.class)
final class AdminRestTest {
  private final Gateway gateway;
  private final String user = "alice+" + UUID.randomUUID() + "@example.org";
  private final String slug = "rest-" + UUID.randomUUID();
  private final RestClient rest;

  AdminRestTest(Gateway gateway) {
    this.gateway = gateway;
    this.rest = new RestClient(gateway);
  }

  @Test
  void aUsersKeyIsMadeShownAndRevokedInTheOldBodies() throws Exception {
    var made =
        rest.post(
            keysOf(user),
            "{\"name\":\"laptop\",\"expires_in_days\":30,\"permissions\":[\"llm:inference\"]}");
    var key = json(made, 200);
    assertThat(made.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(made.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(key.propertyNames())
        .containsExactly("api_key", "key_id", "key_prefix", "expires_at", "warning");
    assertThat(key.get("api_key").asString()).startsWith(key.get("key_prefix").asString());
    assertThat(key.get("expires_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    isListed(key.get("key_id").asString());
    var path = keysOf(user) + "/" + key.get("key_id").asString();
    for (int i = 0; i < 2; i++) { // repeating it changes nothing
      var revoked = json(rest.send("DELETE", path, ""), 200);
      assertThat(revoked.propertyNames()).containsExactlyInAnyOrder("success", "message");
      assertThat(revoked.get("success").asBoolean()).isTrue();
    }
    var listed = json(rest.send("GET", keysOf(user), ""), 200).get("api_keys").get(0);
    assertThat(listed.get("status").asString()).isEqualTo("revoked");
    assertThat(listed.get("is_active").asBoolean()).isFalse();
  }

  private void isListed(String keyId) throws Exception {
    var list = json(rest.send("GET", keysOf(user), ""), 200);
    assertThat(list.propertyNames()).containsExactly("api_keys", "total");
    assertThat(list.get("total").asInt()).isEqualTo(1);
    var listed = list.get("api_keys").get(0);
    assertThat(listed.propertyNames())
        .containsExactly(
            "key_id",
            "key_name",
            "key_prefix",
            "permissions",
            "created_at",
            "last_used",
            "expires_at",
            "is_active",
            "status",
            "allowed_models",
            "allowed_ips",
            "request_cost_max_nanocredits");
    assertThat(listed.get("key_id").asString()).isEqualTo(keyId);
    assertThat(listed.get("key_name").asString()).isEqualTo("laptop");
    assertThat(listed.get("permissions").toString()).isEqualTo("[\"llm:inference\"]");
    assertThat(listed.get("last_used").isNull()).isTrue();
    assertThat(listed.get("is_active").asBoolean()).isTrue();
  }

  @Test
  void anAddressInAUserIdMayBeEscapedAndThePathMayBeTheShortOne() throws Exception {
    json(rest.post(keysOf(user), "{\"name\":\"a\"}"), 200);
    var escaped = "/admin/users/" + user.replace("@", "%40").replace("+", "%2B") + "/api-keys";
    assertThat(json(rest.send("GET", escaped, ""), 200).get("total").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%C3%A9", "%E2%82%AC", "%f0%9f%98%80", "%EF%BF%BD", "urn:user:1", "a%20b"})
  void anIdIsAnyText(String id) throws Exception {
    assertThat(
            json(rest.send("GET", "/admin/users/" + id + "/api-keys", ""), 200)
                .get("total")
                .asInt())
        .isZero();
  }

  @Test
  void anotherUsersKeyIsNotFound() throws Exception {
    var key = json(rest.post(keysOf(user), "{\"name\":\"a\"}"), 200).get("key_id").asString();
    isError(rest.send("DELETE", keysOf("other@example.org") + "/" + key, ""), 404, "not_found");
    assertThat(
            json(rest.send("GET", keysOf(user), ""), 200)
                .get("api_keys")
                .get(0)
                .get("status")
                .asString())
        .isEqualTo("active");
  }

  @Test
  void organizationsAreMadeChangedAndShownByIdOrSlug() throws Exception {
    var made =
        json(
            rest.post(
                ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"plan\":\"pro\",\"max_api_keys\":7}"),
            200);
    assertThat(made.get("max_api_keys").asInt()).isEqualTo(7);
    assertThat(made.get("status").asString()).isEqualTo("active");
    var path = ORGANIZATIONS + "/" + made.get("id").asString();
    var changed =
        json(rest.send("PATCH", path, "{\"display_name\":\"Rest\",\"max_api_keys\":null}"), 200);
    assertThat(changed.get("display_name").asString()).isEqualTo("Rest");
    assertThat(changed.get("max_api_keys").isNull()).isTrue();
    assertThat(changed.get("plan").asString()).isEqualTo("pro");
    assertThat(json(rest.send("GET", ORGANIZATIONS + "/" + slug, ""), 200)).isEqualTo(changed);
    isError(rest.post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\"}"), 409, "already_exists");
    json(rest.send("PATCH", path, "{\"status\":\"closed\"}"), 200);
    isError(rest.send("PATCH", path, "{\"status\":\"active\"}"), 409, "not_possible_now");
    isError(rest.send("GET", ORGANIZATIONS + "/no-such", ""), 404, "not_found");
  }

  @Test
  void anOrganizationsKeysAreListedInPages() throws Exception {
    json(rest.post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"max_api_keys\":3}"), 200);
    var keys = ORGANIZATIONS + "/" + slug + "/keys";
    for (var name : List.of("one", "two", "three")) {
      var key = json(rest.post(keys, "{\"name\":\"" + name + "\",\"environment\":\"test\"}"), 200);
      assertThat(key.get("api_key").asString()).startsWith("pk_test_");
      assertThat(key.get("expires_at").isNull()).isTrue();
    }
    isError(rest.post(keys, "{\"name\":\"four\"}"), 409, "too_many_keys");
    var first = json(rest.send("GET", keys + "?page_size=2", ""), 200);
    assertThat(first.get("total").asInt()).isEqualTo(3);
    assertThat(first.get("api_keys").size()).isEqualTo(2);
    var next = keys + "?page_size=2&page_token=" + first.get("next_page_token").asString();
    var second = json(rest.send("GET", next, ""), 200);
    assertThat(second.has("next_page_token")).isFalse();
    var last = second.get("api_keys").get(0);
    assertThat(last.get("name").asString()).isEqualTo("one");
    var path = keys + "/" + last.get("key_id").asString();
    assertThat(json(rest.send("DELETE", path + "?reason=lost", ""), 200).get("success").asBoolean())
        .isTrue();
  }

  @Test
  void everyBadMemberIsNamed() throws Exception {
    var types = "{\"name\":5,\"expires_in_days\":\"30\",\"permissions\":\"x\",\"expires\":1}";
    assertThat(isError(rest.post(keysOf(user), types), 400, "invalid_value"))
        .contains("name: ", "expires_in_days: ", "permissions: ", "expires: is not known");
    var values = "{\"name\":\"\",\"expires_in_days\":400,\"permissions\":[\"llm:everything\"]}";
    assertThat(isError(rest.post(keysOf(user), values), 400, "invalid_value"))
        .contains("name: ", "expires_in_days: ", "permissions: ");
    assertThat(json(rest.send("GET", keysOf(user), ""), 200).get("total").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "5",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":\"a\"}{}",
        "\u0000"
      })
  void aBodyThatIsNoObjectIsRefused(String body) throws Exception {
    assertThat(isError(rest.post(keysOf(user), body), 400, "invalid_value"))
        .startsWith("body: must be one JSON object");
  }

  @ParameterizedTest
  @CsvSource({
    "?page_size=x, page_size",
    "?pagesize=5, pagesize",
    "?page_token=nope, page_token",
    "?page_size=-1, page_size",
    "?api_key=planted-in-url, api_key"
  })
  void aBadQueryIsRefusedByName(String query, String name) throws Exception {
    assertThat(isError(rest.send("GET", keysOf(user) + query, ""), 400, "invalid_value"))
        .contains(name)
        .doesNotContain("planted");
  }

  @Test
  void anIdempotencyKeyIsRefusedAsAKeyIsShownOnce() throws Exception {
    var request = rest.request("POST", keysOf(user), "{\"name\":\"a\"}", gateway.system.adminKey());
    var answer = gateway.send(request.header("Idempotency-Key", "1").build());
    assertThat(isError(answer, 400, "invalid_value")).contains("Idempotency-Key");
    assertThat(json(rest.send("GET", keysOf(user), ""), 200).get("total").asInt()).isZero();
  }

  @Test
  void aLongListIsWhole() throws Exception {
    json(rest.post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"max_api_keys\":100}"), 200);
    var keys = ORGANIZATIONS + "/" + slug + "/keys";
    var body = "{\"name\":\"a\",\"description\":\"" + "d".repeat(1_000) + "\"}";
    for (int i = 0; i < 60; i++) {
      json(rest.post(keys, body), 200);
    }
    assertThat(json(rest.send("GET", keys, ""), 200).get("api_keys").size()).isEqualTo(60);
  }
}
