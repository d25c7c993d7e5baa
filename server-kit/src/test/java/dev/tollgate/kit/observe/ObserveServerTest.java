package dev.tollgate.kit.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.NetworkAddress;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ObserveServerTest {
  private static final ObserveConfig LOOPBACK =
      new ObserveConfig(NetworkAddress.parse("127.0.0.1:0"), false);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicBoolean journalWrites = new AtomicBoolean(true);
  private final ObserveServer server =
      ObserveServer.start(
          LOOPBACK, registry, Map.of("journal", journalWrites::get, "config", () -> true));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + path);
    var request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void itListensOnThisMachineAloneUnlessToldOtherwise() {
    var everywhere = NetworkAddress.parse("0.0.0.0:0");
    assertThatThrownBy(() -> new ObserveConfig(everywhere, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0.0.0:0 can be reached from other machines")
        .hasMessageEndingWith("write plaintext: true");
    try (var open = ObserveServer.start(new ObserveConfig(everywhere, true), registry, Map.of())) {
      assertThat(open.port()).isPositive();
    }
  }

  @Test
  void metricsAreInPrometheusFormat() throws Exception {
    registry.counter("tollgate_things").increment();
    var answer = send("GET", "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(answer.body()).contains("tollgate_things_total 1.0");
  }

  @Test
  void aProcessThatAnswersIsHealthy() throws Exception {
    journalWrites.set(false);
    assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void readinessNeedsEveryConditionAndNamesTheOneThatFails() throws Exception {
    assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
    journalWrites.set(false);
    var answer = send("GET", "/readyz");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("config ok\njournal not ready\n");
  }

  @Test
  void nothingElseIsThere() throws Exception {
    assertThat(send("GET", "/").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/metrics/more").statusCode()).isEqualTo(404);
    assertThat(send("POST", "/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  void aTakenPortIsNamed() {
    var taken = NetworkAddress.parse("127.0.0.1:" + server.port());
    assertThatThrownBy(
            () -> ObserveServer.start(new ObserveConfig(taken, false), registry, Map.of()))
        .hasMessageStartingWith("cannot listen on " + taken);
  }
}
