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
 * @param freeLease free lease is at most what requests held in this time; 0s keeps none: then every
 *     hold is acquired on its request's way
 * @param idleReturn free lease that was too much for this long goes back
 * @param learnedHolds whether a payer with room to spare is held for what its requests really use,
 *     as far as that is known, instead of for what they may cost at most
 * @param recallWait how long a request waits for credit that is leased elsewhere, before it is
 *     refused
 * @param darkPrice what a request is charged whose end nobody saw
 */
public record LeasesConfig(
    @Default("900s") Duration requestTimeMax,
    @Default("120s") Duration reportDelay,
    @Default("30s") Duration voidAfter,
    @Default("5s") Duration openedAfter,
    @Default("2s") Duration freeLease,
    @Default("10s") Duration idleReturn,
    @Default("false") boolean learnedHolds,
    @Default("50ms") Duration recallWait,
    @Default("estimate") DarkPrice darkPrice) {
  private static final Duration FREE_LEASE_MAX = Duration.ofSeconds(60);
  private static final Duration RECALL_WAIT_MAX = Duration.ofMillis(500);

  public LeasesConfig {
    requirePositive("request_time_max", requestTimeMax);
    requirePositive("report_delay", reportDelay);
    requirePositive("void_after", voidAfter);
    requirePositive("opened_after", openedAfter);
    requirePositive("idle_return", idleReturn);
    requirePositive("recall_wait", recallWait);
    if (freeLease.isNegative() || freeLease.compareTo(FREE_LEASE_MAX) > 0) {
      throw new IllegalArgumentException("free_lease must be from 0s to 60s");
    }
    if (recallWait.compareTo(RECALL_WAIT_MAX) > 0) {
      throw new IllegalArgumentException(
          "recall_wait must be at most 500ms: Envoy gives one try of a Check a second");
    }
  }

  FreeTarget.Rules freeLeaseRules() {
    return new FreeTarget.Rules(freeLease, idleReturn);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than 0s");
    }
  }
}
