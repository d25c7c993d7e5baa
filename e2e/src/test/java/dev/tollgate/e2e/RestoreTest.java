package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL becomes what it was some seconds ago, under load, and nobody is told. */
@ExtendWith(SharedGateway.class)
final class RestoreTest {
  private static final Duration COPY_AGE = Duration.ofSeconds(5);

  private final Gateway gateway;
  private final List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();

  RestoreTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void whatTheRestoredLedgerLacksIsSentAgainAndChargedOnce() throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    try (var sidecar = new Sidecar(gateway)) {
      var urls = List.of(gateway.url(), sidecar.url());
      load(caller, urls, Duration.ofSeconds(3));
      copy(data(), kept());
      load(caller, urls, COPY_AGE);
      copy(kept(), data());
      load(caller, urls, Duration.ofSeconds(3));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> sidecar.metric("tollgate_credits_forgotten_records_total") > 0);
      assertThat(forgotten()).as("the alert names the amount").isPositive();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(() -> {
            load(caller, urls, Duration.ofMillis(200));
            assertThat(answers.getLast().get().statusCode()).isEqualTo(200);
          });
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(charged(caller)).containsExactlyInAnyOrderElementsOf(passed()));
    }
  }

  /** Twenty requests a second, in turns. */
  private void load(Gateway.Caller caller, List<String> urls, Duration time) throws Exception {
    long endNanos = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - endNanos < 0) {
      var url = urls.get(answers.size() % urls.size());
      var request = gateway.chat(url, caller.apiKey(), "gpt-4o-mini", "[mock output=20]", "");
      answers.add(gateway.sendAsync(request));
      TimeUnit.MILLISECONDS.sleep(50);
    }
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

  /**
   * Ids of the requests that were answered; those that were refused say only that they may be tried
   * again.
   */
  private List<String> passed() {
    var ids = new ArrayList<String>();
    for (var answer : answers) {
      var response = answer.join();
      assertThat(response.statusCode()).as(response.body()).isIn(200, 503, 429);
      if (response.statusCode() == 200) {
        ids.add(response.headers().firstValue("x-tollgate-request-id").orElseThrow());
      }
    }
    return ids;
  }

  private List<String> charged(Gateway.Caller caller) throws Exception {
    var sql = "SELECT request_id FROM ledger.charge WHERE path[1] = ? AND cost_nanocredits > 0";
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, caller.wallet());
      try (var rows = select.executeQuery()) {
        var ids = new ArrayList<String>();
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
        return ids;
      }
    }
  }
}
