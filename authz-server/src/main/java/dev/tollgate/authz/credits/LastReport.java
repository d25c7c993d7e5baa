package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import java.util.function.Supplier;

/** What a server that stops still sends. */
final class LastReport {
  private final LedgerCalls ledger;
  private final Supplier<ReportRequest> identity;
  private final ReplicaOpening opening;
  private final RecordStream stream;
  private final Settler settler;

  LastReport(
      LedgerCalls ledger,
      Supplier<ReportRequest> identity,
      ReplicaOpening opening,
      RecordStream stream,
      Settler settler) {
    this.ledger = ledger;
    this.identity = identity;
    this.opening = opening;
    this.stream = stream;
    this.settler = settler;
  }

  /** Sends everything; false if the ledger turns out to have lost commits. */
  boolean sendAll() {
    settler.returnSurplus();
    var records = stream.batch(LedgerCalls.RECORDS_MAX);
    while (!records.isEmpty()) {
      var response = ledger.report(identity.get().toBuilder().addAllRecords(records).build());
      if (isOfBefore(response)) {
        return false;
      }
      stream.acknowledge(response.getWatermark());
      records = stream.batch(LedgerCalls.RECORDS_MAX);
    }
    return true;
  }

  /** Whether a reply comes out of another past than this replica knows. */
  boolean isOfBefore(ReportResponse response) {
    return !response.getHistoryId().equals(opening.historyId())
        || response.getWatermark() < stream.acked();
  }

  /** The replica leaves for good: nothing is open, nothing leased, everything was sent. */
  boolean close() {
    var last = identity.get().toBuilder().setFinal(true).setLastSeq(stream.lastSeq());
    ledger.report(last.build());
    return true;
  }
}
