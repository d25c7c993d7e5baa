package dev.tollgate.local.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class MockUpstreamTest {
  private static final String HELLO =
      """
      "messages": [{"role": "user", "content": "Hello!"}]\
      """;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private MockUpstream mock;

  @BeforeEach
  void start() throws IOException {
    mock =
        MockUpstream.start(
            0,
            Map.of(MockProvider.OPENAI, "sk-provider", MockProvider.ANTHROPIC, "sk-ant-provider"),
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    mock.close();
    client.close();
  }

  @Test
  void chatAnswersWithTheTokensOfTheDocumentedRule() throws Exception {
    var response = chat("a", "{\"model\": \"gpt-4o-mini\", " + HELLO + "}");
    var json = json(response.body());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json.path("object").asString()).isEqualTo("chat.completion");
    assertThat(json.path("model").asString()).isEqualTo("gpt-4o-mini-2024-07-18");
    assertThat(json.at("/choices/0/message/content").asString()).isNotEmpty();
    assertThat(json.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(3 + 4 + 2);
    assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(16);
    assertThat(json.at("/usage/total_tokens").asInt()).isEqualTo(25);
    assertThat(response.headers().map())
        .containsKeys("openai-organization", "openai-version", "x-ratelimit-limit-tokens")
        .containsKeys("set-cookie", "x-request-id");
  }

  @Test
  void directivesAndTheTokenLimitDecideTheUsage() throws Exception {
    var body =
        """
        {"model": "gpt-4o", "max_tokens": 30, "n": 2, "messages": [{"role": "user",
         "content": [{"type": "text", "text": "[mock prompt=1000 cached=100 output=40 reasoning=10]"}]}]}\
        """;
    var usage = json(chat("a", body).body()).path("usage");
    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(1000);
    assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(100);
    assertThat(usage.path("completion_tokens").asInt()).isEqualTo(60);
    assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt()).isEqualTo(20);
    var served = record("a").getFirst();
    assertThat(served.path("completion_tokens").asInt()).isEqualTo(60);
    assertThat(served.path("cached_tokens").asInt()).isEqualTo(100);
  }

  @Test
  void aStreamEndsWithTheUsageChunkOnlyIfAsked() throws Exception {
    var asked =
        events(
            "{\"model\": \"gpt-4o\", \"stream\": true, \"stream_options\": {\"include_usage\":"
                + " true}, "
                + HELLO
                + "}");
    assertThat(asked.getFirst().has("usage")).isTrue();
    assertThat(asked.getFirst().path("usage").isNull()).isTrue();
    assertThat(asked.getLast().path("choices").isEmpty()).isTrue();
    assertThat(asked.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(16);

    var unasked = events("{\"model\": \"gpt-4o\", \"stream\": true, " + HELLO + "}");
    assertThat(unasked).noneMatch(event -> event.has("usage"));
    assertThat(unasked.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
  }

  @Test
  void modelsAreListedToTheProvidersOwnKeyAloneAndNotRecorded() throws Exception {
    assertThat(models("authorization", "Bearer sk-provider")).isEqualTo(200);
    assertThat(models("authorization", "Bearer sk-other")).isEqualTo(401);
    assertThat(models("x-api-key", "sk-ant-provider", "anthropic-version", "2023-06-01"))
        .isEqualTo(200);
    assertThat(models("x-api-key", "sk-provider", "anthropic-version", "2023-06-01"))
        .isEqualTo(401);
    var count = HttpRequest.newBuilder(URI.create(mock.url() + "/_mock/requests/count")).build();
    assertThat(client.send(count, BodyHandlers.ofString()).body().strip()).isEqualTo("0");
  }

  private int models(String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(mock.url() + "/v1/models")).headers(headers).build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void embeddingsAreUnitVectorsInBothEncodings() throws Exception {
    var request = "{\"model\": \"text-embedding-3-small\", \"input\": [\"first\", \"second one\"]";
    var floats = json(post("a", "/v1/embeddings", request + "}").body());
    var base64 =
        json(post("a", "/v1/embeddings", request + ", \"encoding_format\": \"base64\"}").body());
    assertThat(floats.path("data")).hasSize(2);
    assertThat(floats.at("/usage/prompt_tokens").asInt()).isEqualTo(2 + 3);
    var bytes = Base64.getDecoder().decode(base64.at("/data/1/embedding").asString());
    var decoded = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    double squares = 0;
    for (int i = 0; i < 1536; i++) {
      assertThat(decoded.get(i)).isEqualTo(floats.at("/data/1/embedding/" + i).floatValue());
      squares += decoded.get(i) * decoded.get(i);
    }
    assertThat(squares).isBetween(0.999, 1.001);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 429, 500, 503})
  void errorModelsAnswerInOpenAisShape(int status) throws Exception {
    var response = chat("a", "{\"model\": \"mock-error-" + status + "\", " + HELLO + "}");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response.body()).at("/error/message").asString()).isNotEmpty();
    assertThat(json(response.body()).at("/error/type").asString()).isNotEmpty();
    assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 429);
    assertThat(record("a").getFirst().path("status").asInt()).isEqualTo(status);
  }

  @Test
  void onlyTheProvidersKeyIsServedAndEveryAttemptIsRecorded() throws Exception {
    var body = BodyPublishers.ofString("{\"model\": \"gpt-4o\", " + HELLO + "}");
    var uri = URI.create(mock.url() + "/v1/chat/completions");
    var none = HttpRequest.newBuilder(uri).header("x-request-id", "none").POST(body).build();
    var wrong =
        HttpRequest.newBuilder(uri)
            .header("x-request-id", "wrong")
            .header("authorization", "Bearer uc_caller")
            .POST(body)
            .build();
    assertThat(client.send(none, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    var refused = client.send(wrong, BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(json(refused.body()).at("/error/code").asString()).isEqualTo("invalid_api_key");
    assertThat(record("none").getFirst().path("status").asInt()).isEqualTo(401);
    assertThat(record("wrong").getFirst().at("/headers/Authorization/0").asString())
        .isEqualTo("Bearer uc_caller");
  }

  @Test
  void aCutAnswerIsRecordedAsNotCompleted() throws Exception {
    assertThatThrownBy(() -> chat("json", "{\"model\": \"mock-cut\", " + HELLO + "}"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> chat("sse", "{\"model\": \"mock-cut\", \"stream\": true, " + HELLO + "}"))
        .isInstanceOf(IOException.class);
    for (var id : List.of("json", "sse")) {
      assertThat(record(id).getFirst().path("completed").asBoolean()).isFalse();
      assertThat(record(id).getFirst().path("bytes_out").asInt()).isPositive();
    }
  }

  @Test
  void wrongRequestsAreRefusedAsOpenAiDoes() throws Exception {
    assertThat(chat("a", "{\"model\": \"llama\", " + HELLO + "}").statusCode()).isEqualTo(404);
    assertThat(chat("a", "no json").statusCode()).isEqualTo(400);
    assertThat(chat("a", "{\"model\": \"gpt-4o\"}").statusCode()).isEqualTo(400);
    assertThat(post("a", "/v1/other", "{}").statusCode()).isEqualTo(404);
    var options = "{\"model\": \"gpt-4o\", \"stream_options\": {}, " + HELLO + "}";
    assertThat(json(chat("a", options).body()).at("/error/param").asString())
        .isEqualTo("stream_options");
  }

  @Test
  void aThousandRequestsAtOnceAreAllServedAndRecorded() throws Exception {
    var body =
        "{\"model\": \"gpt-4o\", \"messages\": [{\"role\": \"user\", \"content\": \"[mock"
            + " seconds=1]\"}]}";
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 1000; i++) {
      var request = request("load-" + i, "/v1/chat/completions", body);
      answers.add(client.sendAsync(request, BodyHandlers.ofString()));
    }
    for (var answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
    assertThat(get("/_mock/requests/count")).isEqualTo("1000\n");
    Awaitility.await()
        .until(() ->
            get("/_mock/requests")
                .lines()
                .allMatch(line -> json(line).path("completed").asBoolean()));
    assertThat(record("load-999")).hasSize(1);
  }

  @Test
  void theManualNamesEveryMockModel() throws Exception {
    assertThat(get("/"))
        .contains("mock-slow", "mock-hang", "mock-cut", "mock-no-usage", "mock-per-request")
        .contains("mock-hold5", "mock-error-400");
  }

  private HttpResponse<String> chat(String id, String body) throws Exception {
    return post(id, "/v1/chat/completions", body);
  }

  private HttpResponse<String> post(String id, String path, String body) throws Exception {
    return client.send(request(id, path, body), BodyHandlers.ofString());
  }

  private HttpRequest request(String id, String path, String body) {
    return HttpRequest.newBuilder(URI.create(mock.url() + path))
        .header("authorization", "Bearer sk-provider")
        .header("content-type", "application/json")
        .header("x-request-id", id)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private List<JsonNode> events(String body) throws Exception {
    var frames = chat("stream", body).body().split("\n\n", -1);
    assertThat(frames[frames.length - 1]).isEmpty();
    assertThat(frames[frames.length - 2]).isEqualTo("data: [DONE]");
    var events = new ArrayList<JsonNode>();
    for (int i = 0; i < frames.length - 2; i++) {
      assertThat(frames[i]).startsWith("data: ");
      events.add(json(frames[i].substring("data: ".length())));
    }
    return events;
  }

  private List<JsonNode> record(String id) throws Exception {
    return get("/_mock/requests/" + id).lines().map(MockUpstreamTest::json).toList();
  }

  private String get(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(mock.url() + path)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
