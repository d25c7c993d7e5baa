package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The admin service as front ends of the old gateways call it, through Envoy. */
@ExtendWith(SharedGateway.class)
final class AdminRestTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USERS = "/api/v1/admin/users/";
  private static final String ORGANIZATIONS = "/api/v1/admin/organizations";

  private final Gateway gateway;
  private final String user = "alice+" + UUID.randomUUID() + "@example.org";
  private final String slug = "rest-" + UUID.randomUUID();

  AdminRestTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void aUsersKeyIsMadeShownAndRevokedInTheOldBodies() throws Exception {
    var made =
        post(
            keysOf(user),
            "{\"name\":\"laptop\",\"expires_in_days\":30,\"permissions\":[\"llm:inference\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    assertThat(made.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(made.headers().firstValue("content-type")).hasValue("application/json");
    var key = JSON.readTree(made.body());
    assertThat(key.propertyNames())
        .containsExactly("api_key", "key_id", "key_prefix", "expires_at", "warning");
    assertThat(key.get("api_key").asString()).startsWith(key.get("key_prefix").asString());
    assertThat(key.get("expires_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    isListed(key.get("key_id").asString());
    var path = keysOf(user) + "/" + key.get("key_id").asString();
    for (int i = 0; i < 2; i++) { // repeating it changes nothing
      var revoked = json(send("DELETE", path, ""), 200);
      assertThat(revoked.propertyNames()).containsExactlyInAnyOrder("success", "message");
      assertThat(revoked.get("success").asBoolean()).isTrue();
    }
    var listed = json(send("GET", keysOf(user), ""), 200).get("api_keys").get(0);
    assertThat(listed.get("status").asString()).isEqualTo("revoked");
    assertThat(listed.get("is_active").asBoolean()).isFalse();
  }

  private void isListed(String keyId) throws Exception {
    var list = json(send("GET", keysOf(user), ""), 200);
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
            "status");
    assertThat(listed.get("key_id").asString()).isEqualTo(keyId);
    assertThat(listed.get("key_name").asString()).isEqualTo("laptop");
    assertThat(listed.get("permissions").toString()).isEqualTo("[\"llm:inference\"]");
    assertThat(listed.get("last_used").isNull()).isTrue();
    assertThat(listed.get("is_active").asBoolean()).isTrue();
  }

  @Test
  void anAddressInAUserIdMayBeEscapedAndThePathMayBeTheShortOne() throws Exception {
    json(post(keysOf(user), "{\"name\":\"a\"}"), 200);
    var escaped = "/admin/users/" + user.replace("@", "%40").replace("+", "%2B") + "/api-keys";
    assertThat(json(send("GET", escaped, ""), 200).get("total").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%C3%A9", "%E2%82%AC", "%f0%9f%98%80", "%EF%BF%BD", "urn:user:1", "a%20b"})
  void anIdIsAnyText(String id) throws Exception {
    assertThat(json(send("GET", "/admin/users/" + id + "/api-keys", ""), 200).get("total").asInt())
        .isZero();
  }

  @Test
  void anotherUsersKeyIsNotFound() throws Exception {
    var key = json(post(keysOf(user), "{\"name\":\"a\"}"), 200).get("key_id").asString();
    isError(send("DELETE", keysOf("other@example.org") + "/" + key, ""), 404, "not_found");
    assertThat(
            json(send("GET", keysOf(user), ""), 200)
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
            post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"plan\":\"pro\",\"max_api_keys\":7}"),
            200);
    assertThat(made.get("max_api_keys").asInt()).isEqualTo(7);
    assertThat(made.get("status").asString()).isEqualTo("active");
    var path = ORGANIZATIONS + "/" + made.get("id").asString();
    var changed =
        json(send("PATCH", path, "{\"display_name\":\"Rest\",\"max_api_keys\":null}"), 200);
    assertThat(changed.get("display_name").asString()).isEqualTo("Rest");
    assertThat(changed.get("max_api_keys").isNull()).isTrue();
    assertThat(changed.get("plan").asString()).isEqualTo("pro");
    assertThat(json(send("GET", ORGANIZATIONS + "/" + slug, ""), 200)).isEqualTo(changed);
    isError(post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\"}"), 409, "already_exists");
    json(send("PATCH", path, "{\"status\":\"closed\"}"), 200);
    isError(send("PATCH", path, "{\"status\":\"active\"}"), 409, "not_possible_now");
    isError(send("GET", ORGANIZATIONS + "/no-such", ""), 404, "not_found");
  }

  @Test
  void anOrganizationsKeysAreListedInPages() throws Exception {
    json(post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"max_api_keys\":3}"), 200);
    var keys = ORGANIZATIONS + "/" + slug + "/keys";
    for (var name : List.of("one", "two", "three")) {
      var key = json(post(keys, "{\"name\":\"" + name + "\",\"environment\":\"test\"}"), 200);
      assertThat(key.get("api_key").asString()).startsWith("pk_test_");
      assertThat(key.get("expires_at").isNull()).isTrue();
    }
    isError(post(keys, "{\"name\":\"four\"}"), 409, "too_many_keys");
    var first = json(send("GET", keys + "?page_size=2", ""), 200);
    assertThat(first.get("total").asInt()).isEqualTo(3);
    assertThat(first.get("api_keys").size()).isEqualTo(2);
    var next = keys + "?page_size=2&page_token=" + first.get("next_page_token").asString();
    var second = json(send("GET", next, ""), 200);
    assertThat(second.has("next_page_token")).isFalse();
    var last = second.get("api_keys").get(0);
    assertThat(last.get("name").asString()).isEqualTo("one");
    var path = keys + "/" + last.get("key_id").asString();
    assertThat(json(send("DELETE", path + "?reason=lost", ""), 200).get("success").asBoolean())
        .isTrue();
  }

  @Test
  void everyBadMemberIsNamed() throws Exception {
    var types = "{\"name\":5,\"expires_in_days\":\"30\",\"permissions\":\"x\",\"expires\":1}";
    assertThat(isError(post(keysOf(user), types), 400, "invalid_value"))
        .contains("name: ", "expires_in_days: ", "permissions: ", "expires: is not known");
    var values = "{\"name\":\"\",\"expires_in_days\":400,\"permissions\":[\"llm:everything\"]}";
    assertThat(isError(post(keysOf(user), values), 400, "invalid_value"))
        .contains("name: ", "expires_in_days: ", "permissions: ");
    assertThat(json(send("GET", keysOf(user), ""), 200).get("total").asInt()).isZero();
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
    assertThat(isError(post(keysOf(user), body), 400, "invalid_value"))
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
    assertThat(isError(send("GET", keysOf(user) + query, ""), 400, "invalid_value"))
        .contains(name)
        .doesNotContain("planted");
  }

  @Test
  void anIdempotencyKeyIsRefusedAsAKeyIsShownOnce() throws Exception {
    var request = request("POST", keysOf(user), "{\"name\":\"a\"}", gateway.system.adminKey());
    var answer = gateway.send(request.header("Idempotency-Key", "1").build());
    assertThat(isError(answer, 400, "invalid_value")).contains("Idempotency-Key");
    assertThat(json(send("GET", keysOf(user), ""), 200).get("total").asInt()).isZero();
  }

  @Test
  void onlyAdministratorsAreLetIn() throws Exception {
    var none = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + ORGANIZATIONS)).build();
    assertThat(isError(gateway.send(none), 401, "missing_api_key")).contains("authorization");
    isError(as("uc_wrong", "GET", ORGANIZATIONS, ""), 401, "invalid_api_key");
    isError(as("pk_admin_wrong", "GET", ORGANIZATIONS, ""), 401, "invalid_api_key");
    var caller = gateway.caller(0);
    isError(as(caller.apiKey(), "GET", ORGANIZATIONS, ""), 403, "insufficient_scope");
  }

  @Test
  void anOrganizationsAdministratorIsKeptToIt() throws Exception {
    var admin = administrator();
    assertThat(json(as(admin, "GET", ORGANIZATIONS, ""), 200).get("total").asInt()).isEqualTo(1);
    json(as(admin, "GET", ORGANIZATIONS + "/" + slug, ""), 200);
    json(as(admin, "PATCH", ORGANIZATIONS + "/" + slug, "{\"email\":\"a@example.org\"}"), 200);
    isError(
        as(admin, "PATCH", ORGANIZATIONS + "/" + slug, "{\"plan\":\"pro\"}"),
        403,
        "insufficient_scope");
    isError(as(admin, "POST", ORGANIZATIONS, "{\"slug\":\"x\"}"), 403, "insufficient_scope");
    isError(as(admin, "GET", ORGANIZATIONS + "/default", ""), 404, "not_found");
    isError(as(admin, "GET", ORGANIZATIONS + "/default/keys", ""), 404, "not_found");
    isError(
        as(admin, "POST", ORGANIZATIONS + "/default/keys", "{\"name\":\"a\"}"), 404, "not_found");
    var outsider = json(post(keysOf(user), "{\"name\":\"a\"}"), 200);
    assertThat(json(as(admin, "GET", keysOf(user), ""), 200).get("total").asInt()).isZero();
    var path = keysOf(user) + "/" + outsider.get("key_id").asString();
    isError(as(admin, "DELETE", path, ""), 404, "not_found");
    isError(as(admin, "POST", keysOf(user), "{\"name\":\"a\"}"), 400, "invalid_value");
  }

  @Test
  void anAddressListHoldsForTheClientWhateverItsHeadersSay() throws Exception {
    var admin = administrator();
    try (var database = gateway.database();
        var update =
            database.prepareStatement(
                """
                UPDATE authz.api_key SET allowed_ips = '{192.0.2.1/32}'
                WHERE organization_id = (SELECT id FROM authz.organization WHERE slug = ?)
                """)) {
      update.setString(1, slug);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
    var request = request("GET", ORGANIZATIONS, "", admin);
    for (var forged : List.of("x-tollgate-client", "x-forwarded-for", "x-envoy-client")) {
      request.header(forged, "192.0.2.1");
    }
    isError(gateway.send(request.build()), 403, "ip_not_allowed");
  }

  @Test
  void whatTheClientSaysOfItselfIsNotBelieved() throws Exception {
    var caller = gateway.caller(0);
    var request = request("GET", ORGANIZATIONS, "", caller.apiKey());
    for (var forged :
        List.of("x-tollgate-account", "x-tollgate-permissions", "x-user-permissions", "x-org-id")) {
      request.header(forged, "platform:*");
    }
    isError(gateway.send(request.build()), 403, "insufficient_scope");
    var noise =
        request("GET", ORGANIZATIONS, "", gateway.system.adminKey())
            .header("grpc-encoding", "none-such")
            .header("grpc-timeout", "1n")
            .header("x-noise-bin", "!!!");
    json(gateway.send(noise.build()), 200);
    var key = json(post(keysOf(user), "{\"name\":\"a\"}"), 200).get("key_id").asString();
    try (var database = gateway.database();
        var query =
            database.prepareStatement(
                "SELECT remote_address FROM authz.audit_event WHERE subject = ?")) {
      query.setString(1, key);
      var rows = query.executeQuery();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("127.0.0.1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /health",
    "POST, /v1/chat/completions",
    "GET, /",
    "GET, /admin/nothing",
    "GET, /admin/users/%FF/api-keys",
    "GET, /admin/users/%C0%80/api-keys",
    "GET, /admin/users/%ED%A0%80/api-keys",
    "GET, /admin/organizations?page_token=%80",
    "GET, /admin/users/a/api-keys?user_id=b",
    "POST, /admin/users/a/api-keys?body.data=e30=",
    "GET, /api/v1/admin/users/a/api-keys/b",
    "PUT, /api/v1/admin/organizations",
    "POST, /tollgate.rest.v1.RestService/ListOrganizations",
    "POST, /tollgate.admin.v1.AdminService/ListOrganizations"
  })
  void nothingElseIsThere(String method, String path) throws Exception {
    isError(send(method, path, method.equals("GET") ? "" : "{}"), 404, "unknown_endpoint");
  }

  @Test
  void theTrafficsPortKnowsNoAdministration() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(gateway.url() + ORGANIZATIONS))
            .header("authorization", "Bearer " + gateway.system.adminKey());
    assertThat(gateway.send(request.build()).statusCode()).isEqualTo(404);
  }

  @Test
  void noGrpcPasses() throws Exception {
    var request = request("POST", ORGANIZATIONS, "x", gateway.system.adminKey());
    request.header("content-type", "application/grpc");
    var answer = gateway.send(request.build());
    assertThat(answer.headers().firstValue("grpc-status")).hasValue("12"); // as gRPC says 404
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aBodyIsBounded() throws Exception {
    var fits = "{\"name\":\"a\"}" + " ".repeat(60_000);
    json(post(keysOf(user), fits), 200);
    isError(post(keysOf(user), "{\"name\":\"a\"}" + " ".repeat(70_000)), 413, "request_too_large");
  }

  @Test
  void aLongListIsWhole() throws Exception {
    json(post(ORGANIZATIONS, "{\"slug\":\"" + slug + "\",\"max_api_keys\":100}"), 200);
    var keys = ORGANIZATIONS + "/" + slug + "/keys";
    var body = "{\"name\":\"a\",\"description\":\"" + "d".repeat(1_000) + "\"}";
    for (int i = 0; i < 60; i++) {
      json(post(keys, body), 200);
    }
    assertThat(json(send("GET", keys, ""), 200).get("api_keys").size()).isEqualTo(60);
  }

  @Test
  void noKeyIsInALog() throws Exception {
    var made = json(post(keysOf(user), "{\"name\":\"a\"}"), 200).get("api_key").asString();
    var planted = "uc_planted" + UUID.randomUUID();
    as(planted, "GET", ORGANIZATIONS, "");
    as(planted, "GET", ORGANIZATIONS + "?api_key=" + planted, "");
    post(keysOf(user), "{\"name\":\"" + planted);
    var state = gateway.system.settings().state();
    try (var files = Files.walk(state)) {
      for (var file :
          files
              .filter(path -> path.toString().matches(".*(/logs/.*|\\.jsonl.*)"))
              .filter(Files::isRegularFile)
              .toList()) {
        assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(planted, made, gateway.system.adminKey());
      }
    }
  }

  private String administrator() throws IOException {
    gateway.keys().createOrganization(CreateOrganizationRequest.newBuilder().setSlug(slug).build());
    return gateway
        .keys()
        .createOrganizationKey(
            CreateOrganizationKeyRequest.newBuilder()
                .setOrganization(slug)
                .setName("admin")
                .addPermissions("admin:*")
                .build())
        .getApiKey();
  }

  private static String keysOf(String user) {
    return USERS + user + "/api-keys";
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return as(gateway.system.adminKey(), method, path, body);
  }

  private HttpResponse<String> as(String key, String method, String path, String body)
      throws Exception {
    return gateway.send(request(method, path, body, key).build());
  }

  private HttpRequest.Builder request(String method, String path, String body, String key) {
    return HttpRequest.newBuilder(URI.create(gateway.adminUrl() + path))
        .header("authorization", "Bearer " + key)
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  /** Returns what it says, which stands at both places. */
  private static String isError(HttpResponse<String> answer, int status, String code) {
    var error = json(answer, status);
    assertThat(error.get("error").get("code").asString()).as(answer.body()).isEqualTo(code);
    assertThat(error.get("error").get("type").asString()).isNotEmpty();
    assertThat(error.get("error").has("param")).isTrue();
    assertThat(error.get("detail")).isEqualTo(error.get("error").get("message"));
    return error.get("detail").asString();
  }
}
