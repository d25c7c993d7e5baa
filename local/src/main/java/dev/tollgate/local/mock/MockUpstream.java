package dev.tollgate.local.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The mock on 127.0.0.1, one virtual thread for each request. Its manual is at {@code GET /}. */
public final class MockUpstream implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final ObjectMapper JSON = JsonMapper.shared();

  static {
    // The JDK's server closes idle connections early; a proxy would meet them half closed.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    System.setProperty("sun.net.httpserver.idleInterval", "86400");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final byte[] authorization;
  private final InstantSource clock;
  private final ServedRequests requests = new ServedRequests();
  private final RecordPages pages = new RecordPages(requests);
  private final ChatCompletions chat;
  private final Embeddings embeddings = new Embeddings();

  private MockUpstream(HttpServer server, String apiKey, InstantSource clock) {
    this.server = server;
    this.authorization = ("Bearer " + apiKey).getBytes(UTF_8);
    this.clock = clock;
    this.chat = new ChatCompletions(clock);
  }

  /** {@code MockUpstream PORT}; the key it demands is in the environment, MOCK_API_KEY. */
  public static void main(String[] args) throws IOException {
    String key = Objects.requireNonNullElse(System.getenv("MOCK_API_KEY"), "");
    if (args.length != 1 || !args[0].matches("\\d{1,5}") || key.isEmpty()) {
      System.err.println("usage: MOCK_API_KEY=... MockUpstream PORT");
      System.exit(2);
    }
    var mock = start(Integer.parseInt(args[0]), key, InstantSource.system());
    System.out.println("READY mock upstream on " + mock.url());
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 picks a free one
   * @param apiKey the only key it accepts, as a bearer token
   */
  public static MockUpstream start(int port, String apiKey, InstantSource clock)
      throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var mock = new MockUpstream(HttpServer.create(address, BACKLOG), apiKey, clock);
    mock.server.setExecutor(mock.threads);
    mock.server.createContext("/", mock::handle);
    mock.server.start();
    return mock;
  }

  /** Without a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (RecordPages.owns(exchange.getRequestURI().getPath())) {
      pages.serve(exchange);
      return;
    }
    var served = arrived(exchange);
    var answer = new Answer(exchange, served);
    try {
      requests.add(served);
      serve(exchange, served, answer);
    } catch (Refusal refusal) {
      answer.refuse(refusal);
    }
  }

  private Served arrived(HttpExchange exchange) {
    var headers = exchange.getRequestHeaders();
    return new Served(
        Objects.requireNonNullElseGet(
            headers.getFirst("x-request-id"), () -> UUID.randomUUID().toString()),
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        headers,
        clock.instant());
  }

  private void serve(HttpExchange exchange, Served served, Answer answer)
      throws IOException, Refusal {
    byte[] body = exchange.getRequestBody().readAllBytes();
    served.received(body.length);
    requireKey(exchange.getRequestHeaders().getFirst("authorization"));
    String path = exchange.getRequestURI().getPath();
    switch (exchange.getRequestMethod() + " " + path) {
      case "POST /v1/chat/completions" -> chat.serve(parse(body), served, answer);
      case "POST /v1/embeddings" -> embeddings.serve(parse(body), served, answer);
      default -> throw Refusal.unknownUrl(exchange.getRequestMethod(), path);
    }
  }

  private void requireKey(@Nullable String presented) throws Refusal {
    if (presented == null) {
      throw Refusal.noKey();
    }
    if (!MessageDigest.isEqual(authorization, presented.getBytes(UTF_8))) {
      throw Refusal.wrongKey();
    }
  }

  private static JsonNode parse(byte[] body) throws Refusal {
    try {
      var json = JSON.readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // The same answer as for JSON that is no object.
    }
    throw Refusal.badRequest(
        null, "We could not parse the JSON body of your request: it must be a JSON object.");
  }
}
