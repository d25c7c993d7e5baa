package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL becomes what it was some seconds ago, under load, and nobody is told. */
@ExtendWith(SharedGateway.class)
final class RestoreTest {
  /** Names the amount. */
  private static final String LOST =
      "The ledger lost [1-9]\\d* records of journal \\S+ that it had acknowledged, charges of"
          + " [1-9]\\d* nano";

  private static final Duration COPY_AGE =
      Duration.ofSeconds(Integer.getInteger("copy.seconds", 5));

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
      for (var authz : List.of(gateway.system.authzPart(), sidecar.authz)) {
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() ->
                assertThat(Files.readString(authz.log())).as("the alert").containsPattern(LOST));
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() ->
                admitsAgain(authz, caller, authz == sidecar.authz ? sidecar.url() : gateway.url()));
      }
      assertThat(load.statuses()).as("whoever is refused may come again").isSubsetOf(200, 429, 503);
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(load.charged()).containsAll(load.passed()).doesNotHaveDuplicates());
    }
  }

  /** A server whose lease did not suffice for what it sent again ends, and is started again. */
  private boolean admitsAgain(Part authz, Gateway.Caller caller, String url) throws Exception {
    if (!authz.alive()) {
      authz.start();
    }
    var request = gateway.chat(url, caller.apiKey(), "mock-per-request", "Hello", "");
    return gateway.send(request).statusCode() == 200;
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
}
