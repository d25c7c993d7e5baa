package dev.tollgate.ledger.api;

import dev.tollgate.ledger.credits.ChargeRow;
import dev.tollgate.pricing.wire.Unit;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.LateResult;
import java.util.EnumMap;

/** What late usage came to, in the protocol's words. */
final class LateResults {
  private LateResults() {}

  /** Of the accounts of a path, the one that paid least of each unit counts. */
  static LateResult of(ChargeRow charge) {
    var unpaid = new EnumMap<Unit, Long>(Unit.class);
    var path = charge.admission().getPathList();
    for (int i = 0; i < path.size(); i++) {
      unpaid.merge(Unit.of(path.get(i)), charge.writtenOff().get(i), Math::max);
    }
    long nanocredits = unpaid.getOrDefault(Unit.NANOCREDITS, 0L);
    long spend = charge.cost().hasSpend() ? 0 : nanocredits;
    var writtenOff =
        Vectors.of(
            nanocredits,
            unpaid.getOrDefault(Unit.REQUESTS, 0L),
            unpaid.getOrDefault(Unit.SPEND, spend));
    return LateResult.newBuilder()
        .setDay(charge.admission().getDay())
        .setN(charge.admission().getN())
        .setCharged(Vectors.minus(charge.cost(), writtenOff))
        .setWrittenOff(writtenOff)
        .build();
  }
}
