package dev.tollgate.local.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Envoy answers by itself. */
final class EnvoyRepliesTest {
  private static final String CHAT = "/v1/chat/completions";

  @TempDir static Path directory;
  private static EnvoyUnderTest envoy;

  @BeforeAll
  static void start() throws Exception {
    envoy = EnvoyUnderTest.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    envoy.close();
  }

  private static void isError(String reply, int status, String type, String code) {
    assertThat(reply)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsIgnoringCase("\r\ncontent-type: application/json\r\n")
        .contains("\"type\":\"" + type + "\"", "\"param\":null", "\"code\":\"" + code + "\"");
  }

  @Test
  void withoutAuthzNothingPassesAndTheClientMayRetry() throws Exception {
    var reply = envoy.post(CHAT, "{\"model\":\"m\"}");
    isError(reply, 503, "server_error", "authorization_unavailable");
    assertThat(reply).contains("\r\nretry-after: 2\r\n").contains("\r\nx-tollgate-request-id: ");
  }

  @Test
  void theErrorHasAnthropicsShapeOnAnthropicsPath() throws Exception {
    assertThat(envoy.post("/v1/messages", "{\"model\":\"m\"}"))
        .startsWith("HTTP/1.1 503 ")
        .contains("\"error\":{\"message\":", "\"type\":\"api_error\"", "\"type\":\"error\"")
        .contains("\"request_id\":\"")
        .doesNotContain("\"param\"");
    assertThat(envoy.post("/v1/messages", "{\"model\":1,\"model\":2}"))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"type\":\"invalid_request_error\"")
        .doesNotContain("\"param\"");
  }

  @Test
  void aBillingMemberThatStandsTwiceIsNamed() throws Exception {
    var reply = envoy.post(CHAT, "{\"model\":\"a\",\"MOD\\u0065L\":\"b\"}");
    isError(reply, 400, "invalid_request_error", "invalid_json");
    assertThat(reply).contains("model stands twice").contains("\r\nx-tollgate-request-id: ");
  }

  @Test
  void aTruncatedBodyIsInvalidJson() throws Exception {
    isError(envoy.post(CHAT, "{\"model\":"), 400, "invalid_request_error", "invalid_json");
  }

  @Test
  void whatOnlyServicesAreAskedByIsAnUnknownEndpointElsewhere() throws Exception {
    for (var method : new String[] {"PUT", "PATCH"}) {
      for (var path :
          new String[] {
            "/v1/embeddings",
            "/api/v1/llm/chat/completions",
            "/api/v1/llm",
            "/api/v1/cloudflare",
            "/api/v1/cloudflare/",
            "/API/v1/cloudflare/zones",
            "/api/v1/../../v1/chat/completions"
          }) {
        isError(
            envoy.request(method, path, "", ""), 404, "invalid_request_error", "unknown_endpoint");
      }
    }
    // Whether there is such a service says Check, which does not answer here.
    isError(
        envoy.request("PATCH", "/api/v1/cloudflare/zones", "", ""),
        503,
        "server_error",
        "authorization_unavailable");
  }

  @Test
  void methodsUpgradesAndTunnelsAreUnknownEndpoints() throws Exception {
    for (var method : new String[] {"TRACE", "OPTIONS", "PUT", "PATCH", "HEAD"}) {
      var reply = envoy.request(method, CHAT, "", "");
      assertThat(reply).as(method).startsWith("HTTP/1.1 404 ");
      if (!method.equals("HEAD")) {
        isError(reply, 404, "invalid_request_error", "unknown_endpoint");
      }
    }
    isError(
        envoy.send("OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"),
        404,
        "invalid_request_error",
        "unknown_endpoint");
    isError(
        envoy.send("CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\nconnection: close\r\n\r\n"),
        404,
        "invalid_request_error",
        "unknown_endpoint");
    isError(
        envoy.send(
            "GET "
                + CHAT
                + " HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"),
        404,
        "invalid_request_error",
        "unknown_endpoint");
  }

  @Test
  void whatTheCodecRefusesIsMalformed() throws Exception {
    for (var request :
        new String[] {
          "GET /v1/models HTTP/1.0\r\n\r\n",
          "GET /v1/models HTTP/1.1\r\nhost: x\r\nx_user_id: a\r\nconnection: close\r\n\r\n",
          "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n",
          "NONSENSE\r\n\r\n"
        }) {
      assertThat(envoy.send(request))
          .startsWith("HTTP/1.1 4")
          .contains("\"code\":\"invalid_request\"");
    }
  }

  @Test
  void aPathThatHidesASlashIsMalformed() throws Exception {
    isError(
        envoy.request("GET", "/v1%2fmodels", "", ""),
        400,
        "invalid_request_error",
        "invalid_request");
  }

  @Test
  void theAdminSocketIsPrivateAndTellsTheBoot() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(envoy.adminSocket())))
        .isEqualTo("rw-------");
    assertThat(envoy.admin("/server_info"))
        .contains("\"boot\": \"b7a1d8a2-6a55-4a5e-9d3c-6c2f0f9c0001\"");
    assertThat(envoy.admin("/stats?filter=filesystem")).contains("filesystem.write_failed: 0");
  }
}
