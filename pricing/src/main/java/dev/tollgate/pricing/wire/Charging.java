package dev.tollgate.pricing.wire;

import dev.tollgate.pricing.ByokFee;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;

/**
 * What is charged of a request's price, by how it was admitted: replicas and the ledger say the
 * same, whatever the configuration says by then.
 */
public final class Charging {
  private Charging() {}

  /**
   * One request that has this price in the book: all of it with the platform's key, the fee of its
   * admission with a key of the caller's own.
   *
   * @param price in nanocredits, 0 or more
   * @throws IllegalArgumentException if the admission's fee is none
   */
  public static Amounts ofPrice(Admission admission, long price) {
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

  /**
   * The fee that a request with a key of the caller's own was admitted at.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ByokFee fee(Admission admission) {
    return new ByokFee(admission.getByokFeeBasisPoints());
  }
}
