package dev.tollgate.e2e;

import static dev.tollgate.e2e.RestClient.ORGANIZATIONS;
import static dev.tollgate.e2e.RestClient.isError;
import static dev.tollgate.e2e.RestClient.json;
import static dev.tollgate.e2e.RestClient.keysOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets at the admin service by REST, and what of what a client sends gets through. */
@ExtendWith(SharedGateway.class)
final class AdminRestGuardTest {
  private final Gateway gateway;
  private final String user = "alice+" + UUID.randomUUID() + "@example.org";
  private final String slug = "rest-" + UUID.randomUUID();
  private final RestClient rest;

  AdminRestGuardTest(Gateway gateway) {
    this.gateway = gateway;
    this.rest = new RestClient(gateway);
  }

  @Test
  void onlyAdministratorsAreLetIn() throws Exception {
    var none = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + ORGANIZATIONS)).build();
    assertThat(isError(gateway.send(none), 401, "missing_api_key")).contains("authorization");
    isError(rest.as("uc_wrong", "GET", ORGANIZATIONS, ""), 401, "invalid_api_key");
    isError(rest.as("pk_admin_wrong", "GET", ORGANIZATIONS, ""), 401, "invalid_api_key");
    var caller = gateway.caller(0);
    isError(rest.as(caller.apiKey(), "GET", ORGANIZATIONS, ""), 403, "insufficient_scope");
  }

  @Test
  void anOrganizationsAdministratorIsKeptToIt() throws Exception {
    var admin = administrator();
    assertThat(json(rest.as(admin, "GET", ORGANIZATIONS, ""), 200).get("total").asInt())
        .isEqualTo(1);
    json(rest.as(admin, "GET", ORGANIZATIONS + "/" + slug, ""), 200);
    json(rest.as(admin, "PATCH", ORGANIZATIONS + "/" + slug, "{\"email\":\"a@example.org\"}"), 200);
    isError(
        rest.as(admin, "PATCH", ORGANIZATIONS + "/" + slug, "{\"plan\":\"pro\"}"),
        403,
        "insufficient_scope");
    isError(rest.as(admin, "POST", ORGANIZATIONS, "{\"slug\":\"x\"}"), 403, "insufficient_scope");
    isError(rest.as(admin, "GET", ORGANIZATIONS + "/default", ""), 404, "not_found");
    isError(rest.as(admin, "GET", ORGANIZATIONS + "/default/keys", ""), 404, "not_found");
    isError(
        rest.as(admin, "POST", ORGANIZATIONS + "/default/keys", "{\"name\":\"a\"}"),
        404,
        "not_found");
    var outsider = json(rest.post(keysOf(user), "{\"name\":\"a\"}"), 200);
    assertThat(json(rest.as(admin, "GET", keysOf(user), ""), 200).get("total").asInt()).isZero();
    var path = keysOf(user) + "/" + outsider.get("key_id").asString();
    isError(rest.as(admin, "DELETE", path, ""), 404, "not_found");
    isError(rest.as(admin, "POST", keysOf(user), "{\"name\":\"a\"}"), 400, "invalid_value");
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
    var request = rest.request("GET", ORGANIZATIONS, "", admin);
    for (var forged : List.of("x-tollgate-client", "x-forwarded-for", "x-envoy-client")) {
      request.header(forged, "192.0.2.1");
    }
    isError(gateway.send(request.build()), 403, "ip_not_allowed");
  }

  @Test
  void whatTheClientSaysOfItselfIsNotBelieved() throws Exception {
    var caller = gateway.caller(0);
    var request = rest.request("GET", ORGANIZATIONS, "", caller.apiKey());
    for (var forged :
        List.of("x-tollgate-account", "x-tollgate-permissions", "x-user-permissions", "x-org-id")) {
      request.header(forged, "platform:*");
    }
    isError(gateway.send(request.build()), 403, "insufficient_scope");
    var noise =
        rest.request("GET", ORGANIZATIONS, "", gateway.system.adminKey())
            .header("grpc-encoding", "none-such")
            .header("grpc-timeout", "1n")
            .header("x-noise-bin", "!!!");
    json(gateway.send(noise.build()), 200);
    var key = json(rest.post(keysOf(user), "{\"name\":\"a\"}"), 200).get("key_id").asString();
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
    isError(rest.send(method, path, method.equals("GET") ? "" : "{}"), 404, "unknown_endpoint");
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
    var request = rest.request("POST", ORGANIZATIONS, "x", gateway.system.adminKey());
    request.header("content-type", "application/grpc");
    var answer = gateway.send(request.build());
    assertThat(answer.headers().firstValue("grpc-status")).hasValue("12"); // as gRPC says 404
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aBodyIsBounded() throws Exception {
    var fits = "{\"name\":\"a\"}" + " ".repeat(60_000);
    json(rest.post(keysOf(user), fits), 200);
    isError(
        rest.post(keysOf(user), "{\"name\":\"a\"}" + " ".repeat(70_000)), 413, "request_too_large");
  }

  @Test
  void noKeyIsInALog() throws Exception {
    var made = json(rest.post(keysOf(user), "{\"name\":\"a\"}"), 200).get("api_key").asString();
    var planted = "uc_planted" + UUID.randomUUID();
    rest.as(planted, "GET", ORGANIZATIONS, "");
    rest.as(planted, "GET", ORGANIZATIONS + "?api_key=" + planted, "");
    rest.post(keysOf(user), "{\"name\":\"" + planted);
    var state = gateway.system.settings().state();
    try (var files = Files.walk(state)) {
      for (var file :
          files
              .filter(path -> path.toString().matches(".*(/logs/.*|\\.jsonl.*)"))
              .filter(Files::isRegularFile)
              .toList()) {
        assertThat(Files.readString(file, ISO_8859_1))
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
}
