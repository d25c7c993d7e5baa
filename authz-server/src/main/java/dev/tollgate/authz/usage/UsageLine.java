package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.UsageReport;

/** One line of the usage log, understood. */
record UsageLine(
    Kind kind,
    EnvoyBoot envoy,
    ReservationId reservation,
    UsageReport report,
    ProviderUsage usage) {
  /** The same, but that nothing says when the request began. */
  UsageLine withoutStart() {
    var facts = report.facts().toBuilder().setStartedAtMs(0).build();
    var other = new UsageReport(facts, report.sentUpstream(), report.partial(), report.traffic());
    return new UsageLine(kind, envoy, reservation, other, usage);
  }

  /** What a line tells of its request. */
  enum Kind {
    /** It is running; the line says how far it is. */
    PERIODIC,
    /** It has ended. */
    END
  }
}
