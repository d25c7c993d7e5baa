package dev.tollgate.authz.credits;

import dev.tollgate.kit.config.Default;
import java.time.Duration;

/**
 * The protocol's times: docs/reference/leases.md, section 6.
 *
 * @param requestTimeMax Q: the longest a request may be upstream; Envoy's max_stream_duration
 *     enforces it
 * @param reportDelay D: how long usage may take from the end of the request to the ledger
 * @param voidAfter how long a hold may go without any line before it counts as never sent
 * @param openedAfter age at which the ledger is told the name of an open reservation
 */
public record LeasesConfig(
    @Default("900s") Duration requestTimeMax,
    @Default("120s") Duration reportDelay,
    @Default("30s") Duration voidAfter,
    @Default("5s") Duration openedAfter) {
  public LeasesConfig {
    requirePositive("request_time_max", requestTimeMax);
    requirePositive("report_delay", reportDelay);
    requirePositive("void_after", voidAfter);
    requirePositive("opened_after", openedAfter);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than 0s");
    }
  }
}
