package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The cost as the ledger computes it again, from the reported usage at the admission's price
 * version. Where replica and ledger differ, one of them is wrong: the lower of the two is charged
 * and the difference is kept.
 *
 * @param cost what is charged
 * @param reportedNanocredits what the replica had said, if it differs; else null
 */
record Recomputed(Amounts cost, Evidence evidence, @Nullable Long reportedNanocredits) {
  static Recomputed of(Admission admission, Usage usage, Amounts reported, PriceCatalog catalog) {
    var evidence = PriceProtos.fromProto(usage.getEvidence());
    var own = own(admission, usage, evidence, catalog);
    if (own == null || own == reported.getNanocredits()) {
      return new Recomputed(reported, evidence, own == null ? reported.getNanocredits() : null);
    }
    long lower = Math.min(own, reported.getNanocredits());
    var cost = reported.toBuilder().setNanocredits(lower).build();
    return new Recomputed(cost, evidence, reported.getNanocredits());
  }

  /** Null if the ledger has no such price, or the usage has no price. */
  private static @Nullable Long own(
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
              admission.getHold().getNanocredits());
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }
}
