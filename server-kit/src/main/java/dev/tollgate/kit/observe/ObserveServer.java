package dev.tollgate.kit.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Plain HTTP for machines: {@code GET /metrics} in Prometheus' text format, {@code /healthz} (200
 * while the process answers) and {@code /readyz} (200 if every condition holds, else 503; either
 * way a line for each).
 */
public final class ObserveServer implements AutoCloseable {
  private record Answer(int status, String contentType, String body) {}

  private final HttpServer server;

  private ObserveServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts listening; port 0 picks a free one.
   *
   * @param readiness conditions by name; asked on every probe, so they must be quick
   */
  public static ObserveServer start(
      ObserveConfig config,
      PrometheusMeterRegistry registry,
      Map<String, BooleanSupplier> readiness) {
    var address = config.address();
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen on " + address + ": free it or choose another address", e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    serve(
        server,
        "/metrics",
        () -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape()));
    serve(server, "/healthz", () -> new Answer(200, "text/plain", "ok\n"));
    var conditions = new TreeMap<>(readiness);
    serve(server, "/readyz", () -> ready(conditions));
    server.start();
    return new ObserveServer(server);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static Answer ready(Map<String, BooleanSupplier> conditions) {
    boolean all = true;
    var lines = new StringBuilder();
    for (var condition : conditions.entrySet()) {
      boolean holds = condition.getValue().getAsBoolean();
      all &= holds;
      lines.append(condition.getKey()).append(holds ? " ok\n" : " not ready\n");
    }
    return new Answer(all ? 200 : 503, "text/plain", lines.toString());
  }

  private static void serve(HttpServer server, String path, Supplier<Answer> answer) {
    server.createContext(path, exchange -> respond(exchange, path, answer));
  }

  private static void respond(HttpExchange exchange, String path, Supplier<Answer> answer)
      throws IOException {
    try (exchange) {
      boolean known =
          exchange.getRequestMethod().equals("GET")
              && exchange.getRequestURI().getPath().equals(path);
      var a = known ? answer.get() : new Answer(404, "text/plain", "not found\n");
      var body = a.body().getBytes(UTF_8);
      exchange.getResponseHeaders().set("content-type", a.contentType());
      exchange.sendResponseHeaders(a.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
