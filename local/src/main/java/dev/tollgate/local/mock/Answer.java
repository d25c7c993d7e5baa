package dev.tollgate.local.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/** Writes an answer as a provider sends it, and keeps the record up to date. */
final class Answer {
  private static final String SSE = "text/event-stream; charset=utf-8";

  private final HttpExchange exchange;
  private final Served served;
  private final ProviderHeaders headers;
  private EventStyle style = EventStyle.USUAL;
  private boolean compressed;

  Answer(HttpExchange exchange, Served served, ProviderHeaders headers) {
    this.exchange = exchange;
    this.served = served;
    this.headers = headers;
  }

  /** What was directed about how the answer is written. */
  void style(Directives directives) {
    style = directives.tokens("odd") > 0 ? EventStyle.ODD : EventStyle.USUAL;
    compressed = directives.tokens("gzip") > 0;
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
    if (compressed) {
      exchange.getResponseHeaders().set("content-encoding", "gzip");
      bytes = gzip(bytes);
    }
    start(status, "application/json", bytes.length);
    write(bytes);
    served.completed();
    exchange.getResponseBody().close();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
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
    write((style.before() + style.event(data)).getBytes(UTF_8));
  }

  /** An event that says its type in a line of its own as well. */
  void event(String type, String data) throws IOException {
    write((style.before() + style.event(type, data)).getBytes(UTF_8));
  }

  /** As {@link #event(String, String)}, of one that has its type among its members. */
  void typedEvent(JsonNode event) throws IOException {
    event(event.path("type").asString(), event.toString());
  }

  /** An answer of unknown length that is no text. */
  void startBytes(String contentType) throws IOException {
    start(200, contentType, 0);
  }

  void bytes(byte[] piece) throws IOException {
    write(piece);
  }

  /** So many tokens of output are on their way now. */
  void generated(int tokens) {
    served.generated(tokens);
  }

  void endEvents() throws IOException {
    exchange.getResponseBody().close();
    served.completed();
  }

  private void start(int status, String contentType, long length) throws IOException {
    exchange.getResponseHeaders().set("content-type", contentType);
    headers.addTo(exchange.getResponseHeaders());
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
