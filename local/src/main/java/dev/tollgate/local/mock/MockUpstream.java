package dev.tollgate.local.mock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.toMap;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The mock on 127.0.0.1, one virtual thread for each request. Its manual is at {@code GET /}. */
public final class MockUpstream implements AutoCloseable {
  private static final int BACKLOG = 4096;

  /** Stands between a provider's key and the name of another customer of the same provider. */
  public static final String OTHER_CUSTOMER = "-of-";

  private static final String VERSION = "anthropic-version";

  static {
    // The JDK's server closes idle connections early; a proxy would meet them half closed.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    System.setProperty("sun.net.httpserver.idleInterval", "86400");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<MockProvider, String> keys;
  private final InstantSource clock;
  private final ServedRequests requests = new ServedRequests();
  private final RecordPages pages = new RecordPages(requests);
  private final ChatCompletions chat;
  private final Embeddings embeddings = new Embeddings();
  private final Completions completions;
  private final Images images;
  private final Responses responses;
  private final CloudflareZones zones = new CloudflareZones();

  /** Who is asked, and with which headers. */
  private record Asked(MockProvider provider, Headers headers) {
    @Nullable String header(String name) {
      return headers.getFirst(name);
    }
  }

  private MockUpstream(HttpServer server, Map<MockProvider, String> keys, InstantSource clock) {
    this.server = server;
    this.keys = Map.copyOf(keys);
    this.clock = clock;
    this.chat = new ChatCompletions(clock);
    this.completions = new Completions(clock);
    this.images = new Images(clock);
    this.responses = new Responses(clock);
  }

  /** {@code MockUpstream PORT}; the keys it demands are in the environment. */
  public static void main(String[] args) throws IOException {
    var keys = new EnumMap<MockProvider, String>(MockProvider.class);
    for (var provider : MockProvider.values()) {
      var key = System.getenv(variable(provider));
      if (key != null && !key.isEmpty()) {
        keys.put(provider, key);
      }
    }
    if (args.length != 1 || !args[0].matches("\\d{1,5}") || keys.isEmpty()) {
      System.err.println("usage: MOCK_OPENAI_KEY=... MOCK_ANTHROPIC_KEY=... MockUpstream PORT");
      System.exit(2);
    }
    var mock = start(Integer.parseInt(args[0]), keys, InstantSource.system());
    System.out.println("READY mock upstream on " + mock.url());
  }

  /** The variables by which {@link #main} is told its keys. */
  public static Map<String, String> environment(Map<MockProvider, String> keys) {
    return keys.entrySet().stream()
        .collect(toMap(key -> variable(key.getKey()), Map.Entry::getValue));
  }

  private static String variable(MockProvider provider) {
    return "MOCK_" + provider.name() + "_KEY";
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param keys those that are accepted, also with {@link #OTHER_CUSTOMER} and a name behind them:
   *     Anthropic's as x-api-key, others as a bearer token; who has none refuses everything
   * @param port 0 picks a free one
   */
  public static MockUpstream start(int port, Map<MockProvider, String> keys, InstantSource clock)
      throws IOException {
    return new MockUpstream(HttpServer.create(address(port), BACKLOG), keys, clock).started();
  }

  /** As {@link #start}, over TLS. */
  public static MockUpstream startTls(
      int port, Map<MockProvider, String> keys, InstantSource clock, SSLContext tls)
      throws IOException {
    var server = HttpsServer.create(address(port), BACKLOG);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new MockUpstream(server, keys, clock).started();
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private MockUpstream started() {
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    return this;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Without a slash at its end. */
  public String url() {
    return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + port();
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
    boolean anthropic = provider(exchange) == MockProvider.ANTHROPIC;
    var headers = anthropic ? ProviderHeaders.ANTHROPIC : ProviderHeaders.OPENAI;
    var answer = new Answer(exchange, served, headers);
    try {
      if (!exchange.getRequestMethod().equals("GET")) {
        requests.add(served);
      }
      serve(exchange, served, answer);
    } catch (Refusal refusal) {
      answer.refuse(refusal);
    }
  }

  /** Whom a request is for: OpenAI and Anthropic list their models at the same place. */
  private static @Nullable MockProvider provider(HttpExchange exchange) {
    var path = exchange.getRequestURI().getPath();
    return path.equals("/v1/models") && exchange.getRequestHeaders().containsKey(VERSION)
        ? MockProvider.ANTHROPIC
        : MockProvider.of(path);
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
    String path = exchange.getRequestURI().getPath();
    var provider = provider(exchange);
    if (provider == null) {
      throw OpenAiRefusals.unknownUrl(exchange.getRequestMethod(), path);
    }
    var asked = new Asked(provider, exchange.getRequestHeaders());
    if (provider == MockProvider.CLOUDFLARE) {
      cloudflare(exchange, asked, body, answer);
      return;
    }
    switch (exchange.getRequestMethod() + " " + provider.apiPath(path)) {
      case "GET /v1/models" -> {
        requireKey(asked);
        ModelList.serve(provider, answer);
      }
      case "POST /v1/messages" -> messages(asked, body, served, answer);
      case "POST /v1/chat/completions" -> chat.serve(openAi(asked, body), served, answer);
      case "POST /v1/responses" -> responses.serve(openAi(asked, body), served, answer);
      case "POST /v1/completions" -> completions.serve(openAi(asked, body), served, answer);
      case "POST /v1/embeddings" -> embeddings.serve(openAi(asked, body), served, answer);
      case "POST /v1/audio/speech" -> Speech.serve(openAi(asked, body), served, answer);
      case "POST /v1/audio/transcriptions" -> transcribe(asked, body, false, served, answer);
      case "POST /v1/audio/translations" -> transcribe(asked, body, true, served, answer);
      case "POST /v1/moderations" -> Moderations.serve(openAi(asked, body), served, answer);
      case "POST /v1/images/generations" -> images.serve(openAi(asked, body), served, answer);
      default -> throw OpenAiRefusals.unknownUrl(exchange.getRequestMethod(), path);
    }
  }

  private void cloudflare(HttpExchange exchange, Asked asked, byte[] body, Answer answer)
      throws IOException, Refusal {
    if (!same("Bearer ", asked, requireNonNullElse(asked.header("authorization"), ""))) {
      throw CloudflareZones.wrongToken();
    }
    var uri = exchange.getRequestURI();
    var call = exchange.getRequestMethod() + " " + asked.provider().apiPath(uri.getPath());
    var json = requireNonNullElse(JsonBodies.object(body), JsonNodeFactory.instance.objectNode());
    zones.serve(call, requireNonNullElse(uri.getRawQuery(), ""), json, answer);
  }

  private JsonNode openAi(Asked asked, byte[] body) throws Refusal {
    requireBearer(asked);
    var json = JsonBodies.ofOpenAi(body);
    var model = json.path("model");
    if (model.isString()
        && !model.asString().isEmpty()
        && !asked.provider().knows(model.asString())) {
      throw OpenAiRefusals.unknownModel(model.asString());
    }
    return json;
  }

  private void transcribe(
      Asked asked, byte[] body, boolean translates, Served served, Answer answer)
      throws IOException, Refusal {
    requireBearer(asked);
    var form = Form.parse(asked.header("content-type"), body);
    Transcriptions.serve(form, translates, served, answer);
  }

  private void messages(Asked asked, byte[] body, Served served, Answer answer)
      throws IOException, Refusal {
    requireKey(asked);
    var json = JsonBodies.object(body);
    if (json == null) {
      throw AnthropicRefusals.badRequest("The request body is not valid JSON");
    }
    Messages.serve(json, asked.header(VERSION), served, answer);
  }

  private void requireKey(Asked asked) throws Refusal {
    if (asked.provider() != MockProvider.ANTHROPIC) {
      requireBearer(asked);
      return;
    }
    var presented = asked.header("x-api-key");
    if (presented == null) {
      throw AnthropicRefusals.noKey();
    }
    if (!same("", asked, presented)) {
      throw AnthropicRefusals.wrongKey();
    }
  }

  private void requireBearer(Asked asked) throws Refusal {
    var presented = asked.header("authorization");
    if (presented == null) {
      throw OpenAiRefusals.noKey();
    }
    if (!same("Bearer ", asked, presented)) {
      throw OpenAiRefusals.wrongKey();
    }
  }

  private boolean same(String scheme, Asked asked, String presented) {
    var key = keys.get(asked.provider());
    if (key == null) {
      return false;
    }
    // The end is no secret: it only tells the customers apart.
    int end = presented.indexOf(OTHER_CUSTOMER);
    var account = end < 0 ? presented : presented.substring(0, end);
    return MessageDigest.isEqual((scheme + key).getBytes(UTF_8), account.getBytes(UTF_8));
  }
}
