package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.wire.Charging;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The cost as the ledger computes it again, from the reported usage at the admission's price
 * version and, with a key of the caller's own, at its fee. Where replica and ledger differ, one of
 * them is wrong: the lower of the two is charged and the difference is kept.
 *
 * <p>Where the ledger cannot compute a cost (it lacks the price, or the usage makes no sense) the
 * reported one is charged, but no more than the hold: nothing proves that there was an overrun.
 *
 * @param cost what is charged
 * @param own what the ledger computed; null if it could not
 * @param reported what the replica had said, if it differs; else null
 */
record Recomputed(
    Amounts cost, Evidence evidence, @Nullable Amounts own, @Nullable Amounts reported) {
  static Recomputed of(Admission admission, Usage usage, Amounts reported, PriceCatalog catalog) {
    var evidence = PriceProtos.fromProto(usage.getEvidence());
    var own = own(admission, usage, evidence, catalog);
    if (own != null && isSame(own, reported)) {
      return new Recomputed(reported, evidence, own, null);
    }
    var bound = own == null ? admission.getHold() : own;
    var lower = Vectors.min(bound, reported);
    var cost = Vectors.of(lower.getNanocredits(), reported.getRequests(), Vectors.spend(lower));
    return new Recomputed(cost, evidence, own, reported);
  }

  private static boolean isSame(Amounts own, Amounts reported) {
    return own.getNanocredits() == reported.getNanocredits()
        && Vectors.spend(own) == Vectors.spend(reported);
  }

  /** Null if the ledger has no such price, or the usage has no price. */
  private static @Nullable Amounts own(
      Admission admission, Usage usage, Evidence evidence, PriceCatalog catalog) {
    return switch (evidence) {
      case ZERO, VOID -> Vectors.ZERO;
      case DARK, BOUND -> admission.getHold();
      case EXACT, PARTIAL, ESTIMATED, FIXED -> priced(admission, usage, evidence, catalog);
    };
  }

  private static @Nullable Amounts priced(
      Admission admission, Usage usage, Evidence evidence, PriceCatalog catalog) {
    if (Charging.isFree(admission)) {
      return Vectors.ZERO;
    }
    try {
      var version = PriceProtos.fromProto(admission.getPriceVersion());
      var price = catalog.find(version, admission.getModel());
      return price == null ? null : Charging.cost(admission, price, evidence, usage);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }
}
