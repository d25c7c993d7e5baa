package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL is away under load. */
@ExtendWith(SharedGateway.class)
final class PostgresOutageTest {
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("outage.seconds", 8));

  private final Gateway gateway;

  PostgresOutageTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void knownCallersGoOnWhileTheirLeasesLastAndEveryDebitLandsAfterwards() throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    try (var sidecar = new Sidecar(gateway)) {
      var before = new Load(gateway, caller, List.of(gateway.url(), sidecar.url()));
      before.run(Duration.ofSeconds(4));
      gateway.system.killPostgres();
      double exposed = sidecar.metric("tollgate_credits_exposure_nanocredits");
      assertThat(exposed).as("what may be spent without the ledger").isPositive();
      var during = new Load(gateway, caller, List.of(gateway.url(), sidecar.url()));
      during.run(OUTAGE);
      double seconds = sidecar.metric("tollgate_credits_session_seconds");
      assertThat(seconds).isBetween(1.0, 300.0 - OUTAGE.toSeconds() / 2.0);
      assertThat(sidecar.metric("tollgate_credits_exposure_nanocredits"))
          .as("nothing is granted without the ledger")
          .isLessThanOrEqualTo(exposed);
      gateway.system.restartPostgres();

      assertThat(before.passed()).isNotEmpty();
      assertThat(during.passed()).as("from leases alone").isNotEmpty();
      assertThat(during.statuses()).as("neither 402 nor 429").isSubsetOf(200, 503);
      var passed = before.passed();
      passed.addAll(during.passed());
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(before.charged()).containsExactlyInAnyOrderElementsOf(passed));
    }
  }
}
