package dev.tollgate.pricing.wire;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Period;

/** Limits between the wire and the domain. */
public final class PolicyProtos {
  private PolicyProtos() {}

  /**
   * Names a limit.
   *
   * @param requests whether it counts requests, else credits
   * @throws IllegalArgumentException if the period is unknown here
   */
  public static LimitId limit(
      String owner, dev.tollgate.proto.ledger.v1.Period period, boolean requests) {
    var kind = requests ? LimitId.Kind.QUOTA : LimitId.Kind.BUDGET;
    return new LimitId(kind, owner, fromProto(period));
  }

  private static Period fromProto(dev.tollgate.proto.ledger.v1.Period period) {
    return switch (period) {
      case PERIOD_DAY -> Period.DAY;
      case PERIOD_WEEK -> Period.WEEK;
      case PERIOD_MONTH -> Period.MONTH;
      case PERIOD_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a period that is unknown here");
    };
  }

  /** A limit's period, as it is told. */
  public static dev.tollgate.proto.ledger.v1.Period toProto(Period period) {
    return switch (period) {
      case DAY -> dev.tollgate.proto.ledger.v1.Period.PERIOD_DAY;
      case WEEK -> dev.tollgate.proto.ledger.v1.Period.PERIOD_WEEK;
      case MONTH -> dev.tollgate.proto.ledger.v1.Period.PERIOD_MONTH;
    };
  }
}
