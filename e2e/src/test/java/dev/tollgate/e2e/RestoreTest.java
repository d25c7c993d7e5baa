package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL becomes what it was some seconds ago, under load, and nobody is told. */
@ExtendWith(SharedGateway.class)
final class RestoreTest {
  private static final Duration COPY_AGE = Duration.ofSeconds(5);

  private final Gateway gateway;

  RestoreTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void whatTheRestoredLedgerLacksIsSentAgainAndChargedOnce() throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    try (var sidecar = new Sidecar(gateway)) {
      var load = new Load(gateway, caller, List.of(gateway.url(), sidecar.url()));
      load.run(Duration.ofSeconds(3));
      copy(data(), kept());
      load.run(COPY_AGE);
      copy(kept(), data());
      load.run(Duration.ofSeconds(3));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> sidecar.metric("tollgate_credits_forgotten_records_total") > 0);
      assertThat(forgotten()).as("the alert names the amount").isPositive();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            assertThat(sidecar.use(caller.apiKey()).statusCode()).isEqualTo(200);
            assertThat(here(caller)).isEqualTo(200);
          });
      assertThat(load.statuses()).as("whoever is refused may come again").isSubsetOf(200, 429, 503);
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(load.charged()).containsAll(load.passed()).doesNotHaveDuplicates());
    }
  }

  private int here(Gateway.Caller caller) throws Exception {
    var request = gateway.chat(caller.apiKey(), "mock-per-request", "Hello", "");
    return gateway.send(request).statusCode();
  }

  private Path data() {
    return gateway.system.settings().state().resolve("postgres");
  }

  private Path kept() {
    return data().resolveSibling("postgres.copy");
  }

  /** Crashes PostgreSQL, copies one directory over the other, and starts it on its data. */
  private void copy(Path from, Path to) throws IOException, InterruptedException {
    gateway.system.killPostgres();
    var command = "rm -rf \"$2\" && cp -a \"$1\" \"$2\"";
    var process =
        new ProcessBuilder("sh", "-c", command, "copy", from.toString(), to.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    gateway.system.restartPostgres();
  }

  private double forgotten() throws Exception {
    var port = gateway.system.settings().ports().authzObserve();
    var metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    return gateway
        .send(HttpRequest.newBuilder(metrics).build())
        .body()
        .lines()
        .filter(line -> line.startsWith("tollgate_credits_forgotten_nanocredits_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
