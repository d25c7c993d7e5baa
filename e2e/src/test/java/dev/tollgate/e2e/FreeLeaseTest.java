package dev.tollgate.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.Part;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What credit that replicas have leased ahead does, and what it never does. */
@ExtendWith(SharedGateway.class)
final class FreeLeaseTest {
  /** What a request to mock-per-request holds and costs. */
  private static final long COST_NANOCREDITS = 10_000_000;

  private final Gateway gateway;

  FreeLeaseTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void oneWalletBehindTwoReplicasPaysForExactlyWhatItHolds() throws Exception {
    var caller = gateway.caller(100 * COST_NANOCREDITS);
    int before = gateway.served();
    try (var sidecar = new Sidecar(gateway);
        var sampling = new WalletSamples(gateway, caller)) {
      var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 1_000; i++) {
        var url = i % 2 == 0 ? gateway.url() : sidecar.url();
        var request = gateway.chat(url, caller.apiKey(), "mock-per-request", "Hello", "");
        answers.add(gateway.sendAgainWhile(Set.of(429, 503), request));
      }
      assertThat(statuses(answers))
          .containsExactlyInAnyOrderEntriesOf(Map.of(200, 100L, 402, 900L));
      assertThat(sampling.end()).isNotEmpty().allMatch(WalletSamples.Sample::covered);
    }
    assertThat(gateway.served() - before).isEqualTo(100);
    await().untilAsserted(() -> assertThat(gateway.balance(caller)).isZero());
  }

  private static Map<Integer, Long> statuses(List<CompletableFuture<HttpResponse<String>>> answers)
      throws Exception {
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .get(120, TimeUnit.SECONDS);
    return answers.stream().collect(groupingBy(answer -> answer.join().statusCode(), counting()));
  }

  @Test
  void withoutTheLedgerAKnownCallerGoesOnUntilItsLeaseIsUsedUpAndThenGets503() throws Exception {
    var caller = gateway.caller(1_000 * COST_NANOCREDITS);
    long passed = 0;
    do {
      assertThat(status(caller)).isEqualTo(200);
      passed++;
      long spent = passed * COST_NANOCREDITS;
      await().untilAsserted(() -> assertThat(number(caller, "posted")).isEqualTo(spent));
    } while (number(caller, "leased") < COST_NANOCREDITS);
    var ledgers =
        gateway.system.parts().stream().filter(p -> p.name().startsWith("ledger")).toList();
    for (var ledger : ledgers) {
      ledger.kill();
    }
    assertThat(status(caller)).isEqualTo(200);
    int refused;
    do {
      passed++;
      refused = status(caller);
    } while (refused == 200);
    assertThat(refused).isEqualTo(503);
    for (Part ledger : ledgers) {
      ledger.start();
      ledger.awaitReady();
    }
    long spent = passed * COST_NANOCREDITS;
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(gateway.balance(caller)).isEqualTo(1_000 * COST_NANOCREDITS - spent));
  }

  private int status(Gateway.Caller caller) throws Exception {
    return gateway
        .send(gateway.chat(caller.apiKey(), "mock-per-request", "Hello", ""))
        .statusCode();
  }

  private long number(Gateway.Caller caller, String column) throws Exception {
    var sql = "SELECT " + column + " FROM ledger.account WHERE id = ?";
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, caller.wallet());
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
