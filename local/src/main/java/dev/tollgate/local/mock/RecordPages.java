package dev.tollgate.local.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;

/** What the mock says about itself: its manual at /, its record under /_mock/requests. */
final class RecordPages {
  private static final String REQUESTS = "/_mock/requests";
  private static final String JSON_LINES = "application/x-ndjson";

  private final ServedRequests requests;

  RecordPages(ServedRequests requests) {
    this.requests = requests;
  }

  static boolean owns(String path) {
    return path.equals("/") || path.startsWith("/_mock/");
  }

  void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    switch (exchange.getRequestMethod() + " " + path) {
      case "GET /" -> send(exchange, 200, "text/plain; charset=utf-8", manual());
      case "GET " + REQUESTS -> stream(exchange, requests.newest());
      case "GET " + REQUESTS + "/count" ->
          send(exchange, 200, "text/plain", requests.count() + "\n");
      case "DELETE " + REQUESTS -> {
        requests.clear();
        send(exchange, 200, "text/plain", "0\n");
      }
      default -> one(exchange, path);
    }
  }

  private void one(HttpExchange exchange, String path) throws IOException {
    boolean asksForOne =
        exchange.getRequestMethod().equals("GET") && path.startsWith(REQUESTS + "/");
    var found =
        asksForOne ? requests.withId(path.substring(REQUESTS.length() + 1)) : List.<Served>of();
    if (found.isEmpty()) {
      send(exchange, 404, "text/plain", "Not in the record. What there is: GET /\n");
    } else {
      send(exchange, 200, JSON_LINES, lines(found));
    }
  }

  /** Line by line: the whole record may be larger than the heap. */
  private static void stream(HttpExchange exchange, List<Served> requests) throws IOException {
    exchange.getResponseHeaders().set("content-type", JSON_LINES);
    exchange.sendResponseHeaders(200, requests.isEmpty() ? -1 : 0);
    try (exchange;
        var body = new BufferedOutputStream(exchange.getResponseBody())) {
      for (var served : requests) {
        body.write((served.toJson() + "\n").getBytes(UTF_8));
      }
    }
  }

  private static String lines(List<Served> requests) {
    return requests.stream()
        .map(served -> served.toJson().toString() + "\n")
        .collect(Collectors.joining());
  }

  private static String manual() throws IOException {
    try (InputStream text = RecordPages.class.getResourceAsStream("/mock-upstream.txt")) {
      return text == null ? "" : new String(text.readAllBytes(), UTF_8);
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
