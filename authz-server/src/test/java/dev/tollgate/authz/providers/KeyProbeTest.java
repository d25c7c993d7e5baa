package dev.tollgate.authz.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.local.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What real answers over a real connection say of a key. */
final class KeyProbeTest {
  private static final String KEY = "sk-planted-secret";

  private final KeyProbe probe = new KeyProbe(Duration.ofSeconds(1));
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  KeyProbeTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private KeyTest test(HttpHandler handler) throws InterruptedException {
    return test("openai", handler);
  }

  private KeyTest test(String provider, HttpHandler handler) throws InterruptedException {
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          handler.handle(exchange);
        });
    return probe.test(ProviderSamples.at(provider, url(), Secret.of(KEY)));
  }

  private static HttpHandler always(int status) {
    return exchange -> end(exchange, status);
  }

  private static HttpHandler byKey(int otherwise) {
    return exchange -> {
      var bearer = "Bearer " + KEY;
      boolean known = bearer.equals(exchange.getRequestHeaders().getFirst("authorization"));
      end(exchange, known ? 200 : otherwise);
    };
  }

  private static void end(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static void assertError(KeyTest test, int httpStatus, String problem) {
    assertThat(test.status()).isEqualTo(KeyTest.Status.ERROR);
    assertThat(test.httpStatus()).isEqualTo(httpStatus);
    assertThat(test.problem()).contains(problem).doesNotContain("planted");
  }

  @Test
  void aKeyThatIsAcceptedWhileAnotherIsNotIsValid() throws Exception {
    assertThat(test(byKey(401))).isEqualTo(new KeyTest(KeyTest.Status.VALID, 200, ""));
    assertThat(asked).containsExactly("GET /v1/models", "GET /v1/models");
  }

  @Test
  void anthropicIsAskedAsItExpects() throws Exception {
    var test =
        test(
            "anthropic",
            exchange -> {
              var headers = exchange.getRequestHeaders();
              boolean right =
                  KEY.equals(headers.getFirst("x-api-key"))
                      && "2023-06-01".equals(headers.getFirst("anthropic-version"))
                      && headers.getFirst("authorization") == null;
              end(exchange, right ? 200 : 401);
            });
    assertThat(test.status()).isEqualTo(KeyTest.Status.VALID);
  }

  @Test
  void aKeyThatIsRefusedIsInvalid() throws Exception {
    assertThat(test(always(401)).status()).isEqualTo(KeyTest.Status.INVALID);
    server.removeContext("/");
    assertThat(test(always(403)).httpStatus()).isEqualTo(403);
  }

  @Test
  void aProviderThatAcceptsAnyKeySaysNothingAboutThisOne() throws Exception {
    assertError(test(always(200)), 200, "accepts any key");
  }

  @Test
  void aProviderThatCannotSayWhatItDoesToAWrongKeySaysNothingEither() throws Exception {
    assertError(test(byKey(500)), 200, "answers 500 to a wrong one");
  }

  @Test
  void anyOtherAnswerIsAnErrorWithItsStatus() throws Exception {
    assertError(test(always(500)), 500, "neither 200 nor 401");
    server.removeContext("/");
    assertError(test(always(429)), 429, "asked later");
  }

  @Test
  void theKeyDoesNotFollowARedirect() throws Exception {
    var test =
        test(exchange -> {
          exchange.getResponseHeaders().set("location", url() + "/elsewhere");
          end(exchange, 307);
        });
    assertError(test, 307, "correct base_url");
    assertThat(asked).containsExactly("GET /v1/models");
  }

  @Test
  void anAnswerWithoutAnEndIsNotRead() throws Exception {
    var test =
        test(exchange -> {
          exchange.sendResponseHeaders(401, 0);
          exchange.getResponseBody().write(new byte[1_024]);
          exchange.getResponseBody().flush();
          awaitTheEnd();
        });
    assertThat(test.status()).isEqualTo(KeyTest.Status.INVALID);
  }

  @Test
  void aProviderThatSaysNothingIsGivenUp() throws Exception {
    assertError(test(_ -> awaitTheEnd()), 0, "no answer within 1 s");
  }

  @Test
  void aProviderThatIsNotThereCannotBeReached() throws Exception {
    var nowhere = "http://127.0.0.1:" + FreePort.next() + "/v1";
    assertError(
        probe.test(ProviderSamples.at("openai", nowhere, Secret.of(KEY))), 0, "cannot be reached");
  }

  private void awaitTheEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
