package dev.tollgate.pricing.wire;

import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Usage;

/**
 * What is charged of a request's price, by how it was admitted: replicas and the ledger say the
 * same, whatever the configuration says by then.
 */
public final class Charging {
  /** No request has a larger amount, in nanocredits: a million credits. */
  public static final long AMOUNT_MAX = 1_000_000_000_000_000L;

  private Charging() {}

  /**
   * What a request costs by its evidence: its price in the book, of an estimate at most the hold.
   *
   * @param usage what of it is counted, tokens and units
   * @throws IllegalArgumentException if the counts, or the admission's fee, are none, or the model
   *     has no price for the units
   * @throws ArithmeticException if it would cost more than {@link #AMOUNT_MAX}
   */
  public static Amounts cost(
      Admission admission, ModelPrice price, Evidence evidence, Usage usage) {
    long held = Vectors.spend(admission.getHold());
    long cost =
        Pricing.costNanocredits(
            price,
            evidence,
            PriceProtos.fromProto(usage.getTokens()),
            PriceProtos.unitsOf(usage),
            held);
    return ofPrice(admission, evidence == Evidence.ESTIMATED ? Math.min(cost, held) : cost);
  }

  /** All of it with the platform's key, the admission's fee with a key of the caller's own. */
  static Amounts ofPrice(Admission admission, long price) {
    if (price > AMOUNT_MAX) {
      throw new ArithmeticException("a request cannot cost " + price + " nanocredits");
    }
    if (admission.getByok() == Byok.BYOK_UNSPECIFIED) {
      return Vectors.oneRequest(price);
    }
    return isFree(admission)
        ? Vectors.oneRequest(0)
        : Vectors.oneRequest(fee(admission).nanocredits(price), price);
  }

  /**
   * Whether nothing is charged and nothing counts as spent, whatever was used: with a key of the
   * caller's own, of a model that costs nothing, or admitted by a server that did not know what it
   * would have cost.
   */
  public static boolean isFree(Admission admission) {
    return admission.getByok() != Byok.BYOK_UNSPECIFIED && Vectors.spend(admission.getHold()) == 0;
  }

  private static ByokFee fee(Admission admission) {
    return new ByokFee(admission.getByokFeeBasisPoints());
  }
}
