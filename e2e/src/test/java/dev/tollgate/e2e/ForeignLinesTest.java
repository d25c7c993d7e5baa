package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The last line of a request comes into the log of another authz-server than the one it asked. */
@ExtendWith(SharedGateway.class)
final class ForeignLinesTest {
  private static final String LAST = "\"DownstreamEnd\"";

  private final Gateway gateway;

  ForeignLinesTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void theOwnerOfTheReservationSettlesWhatAnotherRead() throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    try (var sidecar = new Sidecar(gateway)) {
      var request =
          gateway.chat(sidecar.url(), caller.apiKey(), "gpt-4o-mini", "[mock seconds=4]", "");
      var answer = gateway.sendAsync(request);
      await().until(() -> lines(sidecar.usageLog(), false).size() > 1);
      sidecar.authz.kill();
      var response = answer.get(30, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      await().until(() -> !lines(sidecar.usageLog(), true).isEmpty());
      move(sidecar.usageLog());
      sidecar.authz.start();
      sidecar.authz.awaitReady();
      await().atMost(Duration.ofSeconds(40)).until(() -> "exact".equals(evidence(caller)));
      assertThat(gateway.balance(caller)).isLessThan(10_000_000_000L);
      gateway.requireSound();
    }
  }

  /** The last lines to the gateway's log; the others stay. */
  private void move(Path from) throws IOException {
    var last = lines(from, true);
    assertThat(last).hasSize(1);
    var stay = lines(from, false);
    Files.write(from, stay, UTF_8);
    var to = gateway.system.settings().state().resolve("usage.jsonl");
    Files.writeString(to, last.getFirst() + "\n", StandardOpenOption.APPEND);
  }

  private static List<String> lines(Path log, boolean last) throws IOException {
    return Files.exists(log)
        ? Files.readAllLines(log).stream().filter(line -> line.contains(LAST) == last).toList()
        : List.of();
  }

  private String evidence(Gateway.Caller caller) throws Exception {
    var sql = "SELECT coalesce(min(evidence), '') FROM ledger.charge WHERE path[1] = ?";
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, caller.wallet());
      try (var rows = select.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
