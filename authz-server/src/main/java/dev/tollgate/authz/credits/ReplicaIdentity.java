package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import java.util.UUID;

/**
 * Who says it, in everything that a replica says to the ledger: with the epoch of the newest Open
 * that was answered. One that is on its way may never arrive, and its epoch is nobody's yet. Any
 * thread.
 */
final class ReplicaIdentity {
  private final String replica;
  private volatile long epoch;

  ReplicaIdentity(UUID replica) {
    this.replica = replica.toString();
  }

  /** The ledger has answered an Open: from now on this epoch speaks. */
  void opened(long answeredEpoch) {
    epoch = answeredEpoch;
  }

  AcquireRequest acquire() {
    return AcquireRequest.newBuilder().setReplica(replica).setEpoch(epoch).build();
  }

  WatchRequest watch() {
    return WatchRequest.newBuilder().setReplica(replica).setEpoch(epoch).build();
  }

  ReportRequest report() {
    return ReportRequest.newBuilder().setReplica(replica).setEpoch(epoch).build();
  }

  LateRequest late() {
    return LateRequest.newBuilder().setReplica(replica).build();
  }
}
