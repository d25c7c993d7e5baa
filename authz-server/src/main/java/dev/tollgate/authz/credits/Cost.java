package dev.tollgate.authz.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.RequestBound;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Usage;

/**
 * What a report means: how sure it is, and what the request cost.
 *
 * @param usage the report's facts with the evidence set
 */
record Cost(Usage usage, Amounts amounts) {
  private static final RequestBound EVERYTHING_ONCE = new RequestBound(1, 1);

  /**
   * Decides by what is there. Never sent: nothing. The provider's usage: its price. An error before
   * any output: nothing, by policy. A price that needs no usage: that. Else the hold, which bounds
   * the cost.
   *
   * @throws IllegalStateException if the prices of the admission are not known here yet
   */
  static Cost of(Admission admission, UsageReport report, PriceCatalog catalog) {
    if (!report.sentUpstream()) {
      return unsent(report.facts());
    }
    var price = price(admission, catalog);
    var facts = report.facts();
    if (facts.hasTokens()) {
      try {
        return priced(admission, report, price);
      } catch (IllegalArgumentException | ArithmeticException outOfRange) {
        return bound(admission, facts);
      }
    }
    if (facts.getStatus() >= 400) {
      return new Cost(with(facts, Evidence.ZERO), Vectors.oneRequest(0));
    }
    if (Pricing.holdNanocredits(price, EVERYTHING_ONCE) == price.requestNanocredits()) {
      return new Cost(with(facts, Evidence.FIXED), Vectors.oneRequest(price.requestNanocredits()));
    }
    return bound(admission, facts);
  }

  /** The request was never sent to the provider: it costs nothing and counts nowhere. */
  static Cost unsent(Usage facts) {
    return new Cost(with(facts, Evidence.VOID), Vectors.ZERO);
  }

  private static Cost priced(Admission admission, UsageReport report, ModelPrice price) {
    var facts = report.facts();
    var evidence = report.partial() ? Evidence.PARTIAL : Evidence.EXACT;
    var tokens = PriceProtos.fromProto(facts.getTokens());
    long nanocredits =
        Pricing.costNanocredits(price, evidence, tokens, admission.getHold().getNanocredits());
    return new Cost(with(facts, evidence), Vectors.oneRequest(nanocredits));
  }

  private static Cost bound(Admission admission, Usage facts) {
    return new Cost(with(facts, Evidence.BOUND), admission.getHold());
  }

  private static ModelPrice price(Admission admission, PriceCatalog catalog) {
    var version = PriceProtos.fromProto(admission.getPriceVersion());
    var price = catalog.find(version, admission.getModel());
    if (price == null) {
      throw new IllegalStateException(
          "the price of " + admission.getModel() + " at " + version + " is not known here yet");
    }
    return price;
  }

  private static Usage with(Usage facts, Evidence evidence) {
    return facts.toBuilder().setEvidence(PriceProtos.toProto(evidence)).build();
  }
}
