package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import java.util.UUID;

/**
 * Who says it, in everything that a replica says to the ledger: with the epoch of the newest Open
 * that was answered, and the history that it was answered from. One that is on its way may never
 * arrive, and its epoch is nobody's yet. Any thread.
 */
final class ReplicaIdentity {
  private final String replica;
  private volatile Opened opened = new Opened(0, "");

  private record Opened(long epoch, String historyId) {}

  ReplicaIdentity(UUID replica) {
    this.replica = replica.toString();
  }

  /** The ledger has answered an Open: from now on this epoch speaks. */
  void opened(long epoch, String historyId) {
    opened = new Opened(epoch, historyId);
  }

  AcquireRequest acquire() {
    var now = opened;
    return AcquireRequest.newBuilder()
        .setReplica(replica)
        .setEpoch(now.epoch())
        .setHistoryId(now.historyId())
        .build();
  }

  WatchRequest watch() {
    var now = opened;
    return WatchRequest.newBuilder()
        .setReplica(replica)
        .setEpoch(now.epoch())
        .setHistoryId(now.historyId())
        .build();
  }

  ReportRequest report() {
    var now = opened;
    return ReportRequest.newBuilder()
        .setReplica(replica)
        .setEpoch(now.epoch())
        .setHistoryId(now.historyId())
        .build();
  }

  LateRequest late() {
    return LateRequest.newBuilder().setReplica(replica).build();
  }
}
