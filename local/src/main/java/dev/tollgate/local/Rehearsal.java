package dev.tollgate.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * Asks what a person is about to paste, before the person does. JVMs that have just started may be
 * too slow for Envoy the first time, which then answers 503. Nothing of it is charged.
 */
public final class Rehearsal {
  private static final Duration ALL_MAX = Duration.ofSeconds(30);
  private static final int UNAVAILABLE = 503;
  private static final String UNKNOWN_MODEL = "{\"model\":\"rehearsal\",\"messages\":[]}";

  private Rehearsal() {}

  /** Returns once everything was answered, or after half a minute. */
  public static void run(String url, String key) throws IOException {
    var chat =
        HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(UNKNOWN_MODEL));
    var balance = HttpRequest.newBuilder(URI.create(url + "/api/v1/llm/credits"));
    var requests = List.of(by(key, balance), by(key, chat), by("uc_wrong", chat.copy()));
    long endNanos = System.nanoTime() + ALL_MAX.toNanos();
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (var request : requests) {
        while (!answered(http, request) && System.nanoTime() - endNanos < 0) {
          Part.sleep(100);
        }
      }
    }
  }

  private static HttpRequest by(String key, HttpRequest.Builder request) {
    return request
        .setHeader("authorization", "Bearer " + key)
        .timeout(Duration.ofSeconds(5))
        .build();
  }

  private static boolean answered(HttpClient http, HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != UNAVAILABLE;
    } catch (InterruptedException e) {
      throw Commands.interrupted();
    } catch (IOException e) {
      return false;
    }
  }
}
