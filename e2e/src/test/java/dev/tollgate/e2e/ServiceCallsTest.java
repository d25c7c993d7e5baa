package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.admin.v1.AuditEvent;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationKeyResponse;
import dev.tollgate.proto.admin.v1.ListAuditEventsRequest;
import dev.tollgate.proto.admin.v1.TestProviderKeyRequest;
import java.io.ByteArrayInputStream;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cloudflare behind the gateway: the platform's token there, for the platform's own people. */
@ExtendWith(SharedGateway.class)
final class ServiceCallsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Gateway gateway;
  private final String zone = "z-" + UUID.randomUUID() + ".example";

  ServiceCallsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  private CreateOrganizationKeyResponse key(String permission) throws IOException {
    var request =
        CreateOrganizationKeyRequest.newBuilder()
            .setOrganization(new OrganizationKeys(gateway).organization())
            .setName("e2e")
            .addPermissions(permission);
    return gateway.keys().createOrganizationKey(request.build());
  }

  private HttpResponse<String> ask(
      String url, CreateOrganizationKeyResponse key, String method, String path, String body)
      throws Exception {
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return gateway.send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("x-api-key", key.getApiKey())
            .header("content-type", "application/json")
            .method(method, publisher)
            .build());
  }

  private HttpResponse<String> create(String url, CreateOrganizationKeyResponse key)
      throws Exception {
    var body = "{\"name\":\"%s\",\"account\":{\"id\":\"a\"}}".formatted(zone);
    return ask(url, key, "POST", "/api/v1/cloudflare/zones", body);
  }

  /** With a body of which nobody says how long it is. */
  private HttpResponse<String> unsaid(
      String url, CreateOrganizationKeyResponse key, String path, String type) throws Exception {
    var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[1]));
    var request = HttpRequest.newBuilder(URI.create(url + path)).method("PATCH", body);
    if (!type.isEmpty()) {
      request.header("content-type", type);
    }
    return gateway.send(request.header("x-api-key", key.getApiKey()).build());
  }

  private JsonNode arrived(String requestId) throws Exception {
    return gateway
        .upstreamRecord()
        .lines()
        .map(JSON::readTree)
        .filter(request -> request.path("id").asString().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  /** What a key has called, newest first. */
  private List<String> called(CreateOrganizationKeyResponse key) throws IOException {
    var request =
        ListAuditEventsRequest.newBuilder()
            .setAction("service.called")
            .setActor(key.getKey().getKeyId());
    return gateway.keys().listAuditEvents(request.build()).getEventsList().stream()
        .map(AuditEvent::getSubject)
        .toList();
  }

  /** Tenants' administrators may: a key with the platform's permission ends the bootstrap key. */
  private static final Sidecar.Wiring FOR_ADMINISTRATORS =
      new Sidecar.Wiring() {
        @Override
        public String config(String configured) {
          return configured.replace(
              "{name: cloudflare,", "{name: cloudflare, permission: \"admin:*\",");
        }
      };

  @Test
  void theZoneIsMadeWithThePlatformsTokenAndTheCallIsWrittenDown() throws Exception {
    var key = key("admin:*");
    try (var sidecar = new Sidecar(gateway, FOR_ADMINISTRATORS)) {
      var answer = create(sidecar.url(), key);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(JSON.readTree(answer.body()).at("/result/name").asString()).isEqualTo(zone);
      assertThat(answer.headers().firstValue("x-tollgate-provider")).contains("cloudflare");
      assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
      onlyTheTokenArrived(answer.headers().firstValue("x-tollgate-request-id").orElseThrow(), key);

      var named = "/api/v1/cloudflare/zones?name=" + zone;
      var listed = JSON.readTree(ask(sidecar.url(), key, "GET", named, "").body());
      assertThat(listed.path("result")).hasSize(1);
      assertThat(listed.at("/result/0/name").asString()).isEqualTo(zone);
      assertThat(called(key)).containsExactly("GET cloudflare/zones", "POST cloudflare/zones");

      var made = "/api/v1/cloudflare/zones/" + listed.at("/result/0/id").asString();
      var changed = ask(sidecar.url(), key, "PATCH", made, "{\"paused\":true}");
      assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
      assertThat(JSON.readTree(changed.body()).at("/result/paused").asBoolean()).isTrue();
      var checked = ask(sidecar.url(), key, "PUT", made + "/activation_check", "");
      assertThat(checked.statusCode()).as(checked.body()).isEqualTo(200);
      assertThat(called(key))
          .startsWith(
              "PUT " + made.substring("/api/v1/".length()) + "/activation_check",
              "PATCH " + made.substring("/api/v1/".length()));
      var large = "{\"name\":\"" + "x".repeat(1 << 20) + "\"}";
      for (var method : List.of("POST", "PUT", "PATCH")) {
        assertThat(ask(sidecar.url(), key, method, made, large).statusCode())
            .as(method)
            .isEqualTo(413);
      }

      for (var type : List.of("", "text/plain")) {
        var refused = unsaid(sidecar.url(), key, made, type);
        assertThat(refused.statusCode()).as(type).isEqualTo(400);
        assertThat(refused.body()).contains("\"invalid_json\"", "content-type: application/json");
      }

      sidecar.proxy.set(PostgresProxy.Mode.RESET);
      var refused = create(sidecar.url(), key);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
    }
  }

  private void onlyTheTokenArrived(String requestId, CreateOrganizationKeyResponse key)
      throws Exception {
    var request = arrived(requestId);
    assertThat(request.path("path").asString()).isEqualTo("/client/v4/zones");
    var token =
        Files.readString(gateway.system.settings().state().resolve("secrets/cloudflare-api-key"));
    assertThat(request.at("/headers/Authorization/0").asString()).isEqualTo("Bearer " + token);
    assertThat(request.toString()).doesNotContain(key.getApiKey()).doesNotContain("X-user-id");
  }

  @Test
  void nobodyElseReachesItAndNothingElseIsThere() throws Exception {
    int served = gateway.served();
    for (var permission : List.of("admin:*", "llm:inference")) {
      var lesser = key(permission);
      var refused = create(gateway.url(), lesser);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("\"insufficient_scope\"", "platform:*");
      assertThat(called(lesser)).isEmpty();
    }
    var key = key("admin:*");
    for (var path :
        List.of("/api/v1/namecheap/domains", "/api/v1/cloudflare", "/api/v1/groq/models")) {
      for (var method : List.of("GET", "PUT", "PATCH")) {
        var unknown = ask(gateway.url(), key, method, path, "");
        assertThat(unknown.statusCode()).as(method + " " + path).isEqualTo(404);
        assertThat(unknown.body()).contains("\"unknown_endpoint\"");
      }
    }
    assertThat(gateway.served()).isEqualTo(served);
  }

  @Test
  void itsTokenIsTestedAsOtherKeysAre() throws Exception {
    var request = TestProviderKeyRequest.newBuilder().setProvider("cloudflare").build();
    assertThat(gateway.providerKeys().testProviderKey(request).getKey().getTestStatus())
        .isEqualTo("valid");
  }
}
