package dev.tollgate.local.mock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's shapes of images. */
final class MockImagesTest {
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

  private HttpResponse<String> post(String members) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(mock.url() + "/v1/images/generations"))
            .headers("authorization", "Bearer sk-provider", "content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"A point\"," + members + "}"));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void imagesByThePieceSayNothingOfUsage() throws Exception {
    assertThat(post("\"model\":\"dall-e-2\",\"n\":2").body())
        .matches("\\{\"created\":\\d+,\"data\":\\[\\{\"url\":\"[^\"]+\"},\\{\"url\":\"[^\"]+\"}]}");
    assertThat(post("\"model\":\"dall-e-3\",\"response_format\":\"b64_json\"").body())
        .contains("\"data\":[{\"revised_prompt\":\"A point\",\"b64_json\":\"iVBOR")
        .doesNotContain("usage", "url");
  }

  @Test
  void imagesByTokensDependOnSizeAndQuality() throws Exception {
    assertThat(post("\"model\":\"gpt-image-1\",\"quality\":\"high\",\"size\":\"1536x1024\"").body())
        .endsWith(
            "\"output_format\":\"png\",\"quality\":\"high\",\"size\":\"1536x1024\",\"usage\":{\"input_tokens\":2,"
                + "\"input_tokens_details\":{\"image_tokens\":0,\"text_tokens\":2},\"output_tokens\":6208,\"total_tokens\":6210}}");
    assertThat(post("\"model\":\"gpt-image-1\",\"n\":2").body()).contains("\"output_tokens\":2112");
  }

  @Test
  void aStreamEndsWithTheImageAndItsUsage() throws Exception {
    var events = post("\"model\":\"gpt-image-1\",\"stream\":true,\"partial_images\":1").body();
    assertThat(events)
        .startsWith("event: image_generation.partial_image\ndata: {\"type\":")
        .contains("\"partial_image_index\":0}\n\nevent: image_generation.completed\n")
        .endsWith("\"output_tokens\":1156,\"total_tokens\":1158}}\n\n");
  }

  @Test
  void whatNoModelMakesIsRefused() throws Exception {
    for (var members :
        new String[] {
          "\"model\":\"dall-e-2\",\"size\":\"1792x1024\"", "\"model\":\"dall-e-3\",\"n\":2"
        }) {
      assertThat(post(members).statusCode()).as(members).isEqualTo(400);
    }
    assertThat(post("\"model\":\"nobody\"").statusCode()).isEqualTo(404);
  }
}
