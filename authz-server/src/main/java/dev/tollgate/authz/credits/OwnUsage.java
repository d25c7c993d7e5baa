package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Usage of this replica's reservations that came by another road: settled like a line of the log.
 */
record OwnUsage(Journal journal, Settler settler) {
  private static final Logger log = LoggerFactory.getLogger(OwnUsage.class);

  /** What cannot be settled now comes again, as does what was settled until the ledger has it. */
  void settle(List<ForeignUsage> usages) {
    for (var usage : usages) {
      var admission = usage.getAdmission();
      var id = new ReservationId(admission.getDay(), journal.id(), admission.getN());
      try {
        var result = settler.settle(id, report(usage));
        log.debug("Usage of {} came by another road: {}", id, result);
      } catch (RuntimeException notNow) {
        log.warn("Usage of {} is not settled now and comes again: {}", id, notNow.toString());
      }
    }
  }

  private static UsageReport report(ForeignUsage usage) {
    var facts = usage.getUsage();
    var evidence = facts.getEvidence();
    return new UsageReport(
        facts, evidence != Evidence.EVIDENCE_VOID, evidence == Evidence.EVIDENCE_PARTIAL);
  }
}
