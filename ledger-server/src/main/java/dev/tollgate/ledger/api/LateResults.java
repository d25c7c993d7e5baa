package dev.tollgate.ledger.api;

import dev.tollgate.ledger.credits.ChargeRow;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.LateResult;

/** What late usage came to, in the protocol's words. */
final class LateResults {
  private LateResults() {}

  /** Of the accounts of a path, the one that paid least of each unit counts. */
  static LateResult of(ChargeRow charge) {
    long nanocredits = 0;
    long requests = 0;
    var path = charge.admission().getPathList();
    for (int i = 0; i < path.size(); i++) {
      long unpaid = charge.writtenOff().get(i);
      if (Vectors.countsRequests(path.get(i))) {
        requests = Math.max(requests, unpaid);
      } else {
        nanocredits = Math.max(nanocredits, unpaid);
      }
    }
    var writtenOff = Vectors.of(nanocredits, requests);
    return LateResult.newBuilder()
        .setDay(charge.admission().getDay())
        .setN(charge.admission().getN())
        .setCharged(Vectors.minus(charge.cost(), writtenOff))
        .setWrittenOff(writtenOff)
        .build();
  }
}
