package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.WatchRequest;

/** Who says it, in everything that a replica says to the ledger: with the epoch of the moment. */
record ReplicaIdentity(Journal journal) {
  AcquireRequest acquire() {
    return AcquireRequest.newBuilder()
        .setReplica(journal.id().toString())
        .setEpoch(journal.epoch())
        .build();
  }

  WatchRequest watch() {
    return WatchRequest.newBuilder()
        .setReplica(journal.id().toString())
        .setEpoch(journal.epoch())
        .build();
  }

  ReportRequest report() {
    return ReportRequest.newBuilder()
        .setReplica(journal.id().toString())
        .setEpoch(journal.epoch())
        .build();
  }

  LateRequest late() {
    return LateRequest.newBuilder().setReplica(journal.id().toString()).build();
  }
}
