package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthnMetricsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AuthnMetrics metrics = new AuthnMetrics(registry, () -> NOW);

  @Test
  void eachChangeCountsWithItsDelayAlsoOneFromAClockThatIsAhead() {
    metrics.applied(List.of(change(NOW.minusSeconds(3)), change(NOW.plusSeconds(7))));
    assertThat(registry.scrape().lines())
        .contains(
            "tollgate_authn_change_delay_seconds_count 2",
            "tollgate_authn_change_delay_seconds_sum 3.0",
            "tollgate_authn_change_delay_seconds_bucket{le=\"2.0\"} 1",
            "tollgate_authn_change_delay_seconds_bucket{le=\"5.0\"} 2");
  }

  private static Change change(Instant at) {
    return new Change(1, Change.Kind.KEY, "k", at);
  }
}
