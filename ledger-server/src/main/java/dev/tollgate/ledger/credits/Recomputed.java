package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The cost as the ledger computes it again, from the reported usage at the admission's price
 * version. Where replica and ledger differ, one of them is wrong: the lower of the two is charged
 * and the difference is kept. With a key of the caller's own nothing is charged.
 *
 * <p>Where the ledger cannot compute a cost (it lacks the price, or the usage makes no sense) the
 * reported one is charged, but no more than the hold: nothing proves that there was an overrun.
 *
 * @param cost what is charged
 * @param own what the ledger computed; null if it could not
 * @param reportedNanocredits what the replica had said, if it differs; else null
 */
record Recomputed(
    Amounts cost, Evidence evidence, @Nullable Long own, @Nullable Long reportedNanocredits) {
  static Recomputed of(Admission admission, Usage usage, Amounts reported, PriceCatalog catalog) {
    var evidence = PriceProtos.fromProto(usage.getEvidence());
    var own = own(admission, usage, evidence, catalog);
    if (own != null && own == reported.getNanocredits()) {
      return new Recomputed(reported, evidence, own, null);
    }
    long bound = own == null ? admission.getHold().getNanocredits() : own;
    long lower = Math.min(bound, reported.getNanocredits());
    var cost = reported.toBuilder().setNanocredits(lower).build();
    return new Recomputed(cost, evidence, own, reported.getNanocredits());
  }

  /** Null if the ledger has no such price, or the usage has no price. */
  private static @Nullable Long own(
      Admission admission, Usage usage, Evidence evidence, PriceCatalog catalog) {
    return switch (evidence) {
      case ZERO, VOID -> 0L;
      case DARK, BOUND -> admission.getHold().getNanocredits();
      case EXACT, PARTIAL, ESTIMATED, FIXED ->
          admission.getByok() == Byok.BYOK_UNSPECIFIED
              ? priced(admission, usage, evidence, catalog)
              : (Long) 0L;
    };
  }

  private static @Nullable Long priced(
      Admission admission, Usage usage, Evidence evidence, PriceCatalog catalog) {
    try {
      var version = PriceProtos.fromProto(admission.getPriceVersion());
      var price = catalog.find(version, admission.getModel());
      return price == null
          ? null
          : Pricing.costNanocredits(
              price,
              evidence,
              PriceProtos.fromProto(usage.getTokens()),
              PriceProtos.unitsOf(usage),
              admission.getHold().getNanocredits());
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }
}
