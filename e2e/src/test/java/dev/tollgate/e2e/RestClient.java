package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Calls the admin service by REST, and reads its answers. */
final class RestClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USERS = "/api/v1/admin/users/";
  static final String ORGANIZATIONS = "/api/v1/admin/organizations";

  private final Gateway gateway;

  RestClient(Gateway gateway) {
    this.gateway = gateway;
  }

  static String keysOf(String user) {
    return USERS + user + "/api-keys";
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  HttpResponse<String> send(String method, String path, String body) throws Exception {
    return as(gateway.system.adminKey(), method, path, body);
  }

  HttpResponse<String> as(String key, String method, String path, String body) throws Exception {
    return gateway.send(request(method, path, body, key).build());
  }

  HttpRequest.Builder request(String method, String path, String body, String key) {
    return HttpRequest.newBuilder(URI.create(gateway.adminUrl() + path))
        .header("authorization", "Bearer " + key)
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  /** Returns what it says, which stands at both places. */
  static String isError(HttpResponse<String> answer, int status, String code) {
    var error = json(answer, status);
    assertThat(error.get("error").get("code").asString()).as(answer.body()).isEqualTo(code);
    assertThat(error.get("error").get("type").asString()).isNotEmpty();
    assertThat(error.get("error").has("param")).isTrue();
    assertThat(error.get("detail")).isEqualTo(error.get("error").get("message"));
    return error.get("detail").asString();
  }
}
