package dev.tollgate.pricing.wire;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Period;

/** Limits between the wire and the domain. */
public final class PolicyProtos {
  private PolicyProtos() {}

  /**
   * Names a limit.
   *
   * @throws IllegalArgumentException if the period is unknown here
   */
  public static LimitId limit(
      String owner, dev.tollgate.proto.ledger.v1.Period period, LimitId.Kind kind) {
    return new LimitId(kind, owner, fromProto(period));
  }

  /**
   * What a limit counts that is told by two flags.
   *
   * @param requests whether it counts requests, else credits
   * @param spend whether it counts credits at the book's price, whoever pays the provider
   */
  public static LimitId.Kind kind(boolean requests, boolean spend) {
    if (requests) {
      return LimitId.Kind.QUOTA;
    }
    return spend ? LimitId.Kind.SPEND : LimitId.Kind.BUDGET;
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
