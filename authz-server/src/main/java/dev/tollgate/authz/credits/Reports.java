package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Reports of a replica that is open: what is in them, when, and what their replies mean. */
final class Reports {
  private static final long LINGER_MILLIS = 20;
  private static final Duration HEARTBEAT_MAX = Duration.ofSeconds(10);
  private static final long HEARTBEATS_A_SESSION = 3;

  private final LedgerCalls ledger;
  private final Supplier<ReportRequest> identity;
  private final ReplicaOpening opening;
  private final RecordStream stream;
  private final Settler settler;
  private final Session session;
  private final PolicyFeed policies;
  private final Consumer<ReportResponse> heard;
  private final LongSupplier nanoTime;
  private long heartbeat;
  private long heartbeatNanos;

  /**
   * @param identity makes a Report that says nothing: who reports
   * @param heard told of every reply, once it was applied
   */
  Reports(
      LedgerCalls ledger,
      Supplier<ReportRequest> identity,
      ReplicaOpening opening,
      RecordStream stream,
      Settler settler,
      Session session,
      PolicyFeed policies,
      Consumer<ReportResponse> heard,
      LongSupplier nanoTime) {
    this.ledger = ledger;
    this.identity = identity;
    this.opening = opening;
    this.stream = stream;
    this.settler = settler;
    this.session = session;
    this.policies = policies;
    this.heard = heard;
    this.nanoTime = nanoTime;
  }

  /** The ledger has just heard of the replica. */
  void opened() {
    heartbeatNanos = nanoTime.getAsLong();
  }

  /**
   * Sends what there is, or a heartbeat if it is time for one; throws what the call threw.
   *
   * @param admits whether the replica admits: only then it has heartbeats
   * @param answered whether the ledger answered the last time: if it does not, it passes nothing on
   *     to others, and what is free may be needed here
   * @return how long to wait for the next; null if the reply is out of another past
   */
  @Nullable Pause next(boolean admits, boolean answered) {
    policies.catchUp();
    if (answered) {
      settler.returnSurplus();
    }
    var records = stream.batch(LedgerCalls.RECORDS_MAX);
    long sent = nanoTime.getAsLong();
    var untilHeartbeat = heartbeatEvery().minusNanos(sent - heartbeatNanos);
    if (records.isEmpty() && untilHeartbeat.isPositive()) {
      return Pause.untilWoken(untilHeartbeat);
    }
    var request = identity.get().toBuilder().addAllRecords(records);
    if (admits) {
      request.setHeartbeat(++heartbeat);
    }
    var response = ledger.report(request.build());
    if (isOfBefore(response)) {
      return null;
    }
    stream.acknowledge(response.getWatermark());
    heartbeatNanos = sent;
    if (admits) {
      session.answered(sent, opening.session());
    }
    heard.accept(response);
    return records.size() < LedgerCalls.RECORDS_MAX ? Pause.ofMillis(LINGER_MILLIS) : Pause.NONE;
  }

  /** A session outlives two heartbeats that are lost. */
  private Duration heartbeatEvery() {
    var part = opening.session().dividedBy(HEARTBEATS_A_SESSION);
    return part.compareTo(HEARTBEAT_MAX) < 0 ? part : HEARTBEAT_MAX;
  }

  /** Sends everything, as a server that stops; false if the ledger turns out to lack commits. */
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
  private boolean isOfBefore(ReportResponse response) {
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
