package dev.tollgate.local.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's shapes. */
final class MockMessagesTest {
  private static MockUpstream mock;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    var keys =
        Map.of(MockProvider.OPENAI, "sk-provider", MockProvider.ANTHROPIC, "sk-ant-provider");
    mock = MockUpstream.start(0, keys, InstantSource.system());
  }

  @AfterAll
  static void stop() {
    mock.close();
  }

  private static String body(String model, String text, String more) {
    return "{\"model\":\"%s\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
        .formatted(model, text, more);
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(mock.url() + "/v1/messages"))
            .headers("x-api-key", "sk-ant-provider", "content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    request.headers(
        headers.length > 0 ? headers : new String[] {"anthropic-version", "2023-06-01"});
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void aWholeMessageReportsItsCacheBesideItsInput() throws Exception {
    var text = "[mock prompt=21 cached=6 write=5 hour=7 output=15]";
    var answer = post(body("claude-sonnet-4-5", text, ""));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("{\"model\":\"claude-sonnet-4-5\",\"id\":\"msg_01")
        .contains("\"stop_reason\":\"end_turn\",\"stop_sequence\":null")
        .contains(
            "\"usage\":{\"input_tokens\":21,\"cache_creation_input_tokens\":12,\"cache_read_input_tokens\":6,"
                + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":5,\"ephemeral_1h_input_tokens\":7},"
                + "\"output_tokens\":15,\"service_tier\":\"standard\"}");
    assertThat(answer.headers().firstValue("request-id").orElseThrow()).startsWith("req_011");
  }

  @Test
  void aStreamHasItsInputFirstAndItsOutputLast() throws Exception {
    var answer = post(body("claude-sonnet-4-5", "[mock output=3]", ",\"stream\":true"));
    var types =
        Pattern.compile("(?m)^event: (\\w+)$")
            .matcher(answer.body())
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(types)
        .isEqualTo(
            List.of(
                "message_start",
                "content_block_start",
                "ping",
                "content_block_delta",
                "content_block_delta",
                "content_block_delta",
                "content_block_stop",
                "message_delta",
                "message_stop"));
    assertThat(answer.body())
        .containsPattern("\"message_start\",\"message\":.*\"output_tokens\":1,.* +}\n\n")
        .containsPattern(
            "\"message_delta\",.*\"stop_reason\":\"end_turn\".*\"output_tokens\":3} +}\n\n");
  }

  @Test
  void aBrokenStreamSaysSoAndACutOneDoesNot() throws Exception {
    var broken = post(body("mock-claude-broken", "x", ",\"stream\":true")).body();
    assertThat(broken)
        .contains("event: error\ndata: {\"type\":\"error\"")
        .contains("\"type\":\"overloaded_error\"")
        .doesNotContain("message_delta");
    assertThatThrownBy(() -> post(body("mock-claude-cut", "x", ",\"stream\":true")))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "mock-claude-error-529, 529, overloaded_error",
    "mock-claude-error-429, 429, rate_limit_error",
    "mock-claude-error-500, 500, api_error",
    "gpt-4o, 404, not_found_error"
  })
  void errorsHaveAnthropicsShape(String model, int status, String type) throws Exception {
    var answer = post(body(model, "x", ""));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body())
        .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":")
        .contains("\"request_id\":\"req_");
  }

  @Test
  void whatAnthropicWantsIsDemanded() throws Exception {
    var fine = body("claude-sonnet-4-5", "x", "");
    assertThat(post(fine, "accept", "*/*").body()).contains("anthropic-version");
    assertThat(post(fine.replace("\"max_tokens\":100,", "")).body()).contains("max_tokens");
    var request =
        HttpRequest.newBuilder(URI.create(mock.url() + "/v1/messages"))
            .headers("authorization", "Bearer sk-ant-provider", "anthropic-version", "2023-06-01")
            .POST(HttpRequest.BodyPublishers.ofString(fine))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }
}
