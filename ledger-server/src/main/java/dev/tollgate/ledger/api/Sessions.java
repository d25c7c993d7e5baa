package dev.tollgate.ledger.api;

import dev.tollgate.ledger.credits.Watcher;
import java.time.Duration;

/**
 * How long replicas are heard.
 *
 * @param length T: how long a replica may admit after an answered heartbeat
 * @param verdictAfter W: how long one may be silent
 */
public record Sessions(Duration length, Duration verdictAfter) {
  private static final long REPORT_WITHIN_MILLIS_MAX = Duration.ofDays(30).toMillis();

  /** How long a replica must be silent before nothing that it admitted can be reported. */
  Duration leastSilence(long reportWithinMs) {
    var reportWithin = Duration.ofMillis(Math.clamp(reportWithinMs, 0, REPORT_WITHIN_MILLIS_MAX));
    return Watcher.wait(length, reportWithin);
  }

  /** A replica whose requests may be reported after the verdict would be condemned too early. */
  void requireInTime(Fields fields, long reportWithinMs) {
    fields.atLeast("report_within_ms", reportWithinMs, 1);
    var least = leastSilence(reportWithinMs);
    fields.require(
        verdictAfter.compareTo(least) >= 0,
        "report_within_ms",
        "is "
            + reportWithinMs
            + ", for which the ledger's verdict_after must be "
            + least.toSeconds()
            + "s or more, but is "
            + verdictAfter.toSeconds()
            + "s: raise it, or lower request_time_max and report_delay");
  }
}
