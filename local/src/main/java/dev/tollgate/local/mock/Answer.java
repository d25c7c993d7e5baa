package dev.tollgate.local.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Writes an answer with the headers that OpenAI sends, and keeps the record up to date. */
final class Answer {
  private static final String SSE = "text/event-stream; charset=utf-8";

  private final HttpExchange exchange;
  private final Served served;

  Answer(HttpExchange exchange, Served served) {
    this.exchange = exchange;
    this.served = served;
  }

  void refuse(Refusal refusal) throws IOException {
    if (refusal.status() == 429) {
      exchange.getResponseHeaders().set("retry-after", "1");
      exchange.getResponseHeaders().set("retry-after-ms", "120");
    }
    json(refusal.status(), refusal.body());
  }

  void json(int status, JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(UTF_8);
    start(status, "application/json", bytes.length);
    write(bytes);
    served.completed();
    exchange.getResponseBody().close();
  }

  /** Sends the first half of the body; the connection dies with the exception. */
  void halfOf(JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(UTF_8);
    start(200, "application/json", bytes.length);
    write(Arrays.copyOf(bytes, bytes.length / 2));
    throw new IOException("cut off as asked");
  }

  void startEvents() throws IOException {
    start(200, SSE, 0);
  }

  void event(String data) throws IOException {
    write(("data: " + data + "\n\n").getBytes(UTF_8));
  }

  void endEvents() throws IOException {
    event("[DONE]");
    exchange.getResponseBody().close();
    served.completed();
  }

  private void start(int status, String contentType, long length) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("content-type", contentType);
    headers.set("openai-organization", "mock-organization");
    headers.set("openai-project", "proj_mock");
    headers.set("openai-processing-ms", "7");
    headers.set("openai-version", "2020-10-01");
    headers.set("x-request-id", "req_" + UUID.randomUUID().toString().replace("-", ""));
    headers.set("x-ratelimit-limit-requests", "10000");
    headers.set("x-ratelimit-limit-tokens", "200000");
    headers.set("x-ratelimit-remaining-requests", "9999");
    headers.set("x-ratelimit-remaining-tokens", "199984");
    headers.set("x-ratelimit-reset-requests", "8.64s");
    headers.set("x-ratelimit-reset-tokens", "4ms");
    headers.add("set-cookie", "__cf_bm=mock; path=/; HttpOnly; Secure; SameSite=None");
    headers.add("set-cookie", "_cfuvid=mock; path=/; HttpOnly; Secure; SameSite=None");
    headers.set("cf-cache-status", "DYNAMIC");
    headers.set("cf-ray", "0000000000000000-MOCK");
    headers.set("server", "cloudflare");
    headers.set("strict-transport-security", "max-age=31536000; includeSubDomains; preload");
    headers.set("x-content-type-options", "nosniff");
    served.answering(status);
    exchange.sendResponseHeaders(status, length);
  }

  private void write(byte[] bytes) throws IOException {
    OutputStream out = exchange.getResponseBody();
    out.write(bytes);
    out.flush();
    served.sent(bytes.length);
  }
}
