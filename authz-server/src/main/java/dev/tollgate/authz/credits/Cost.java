package dev.tollgate.authz.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Usage;

/**
 * What a report means: how sure it is, and what the request cost.
 *
 * @param usage the report's facts with the evidence set
 */
record Cost(Usage usage, Amounts amounts) {
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
      return new Cost(with(facts, Evidence.ZERO), Units.oneRequest(0));
    }
    if (Pricing.holdNanocredits(price, EVERYTHING_ONCE) == price.requestNanocredits()) {
      return new Cost(with(facts, Evidence.FIXED), Units.oneRequest(price.requestNanocredits()));
    }
    return bound(admission, facts);
  }

  /** The request was never sent to the provider: it costs nothing and counts nowhere. */
  static Cost unsent(Usage facts) {
    return new Cost(with(facts, Evidence.VOID), Amounts.getDefaultInstance());
  }

  private static final dev.tollgate.pricing.RequestBound EVERYTHING_ONCE =
      new dev.tollgate.pricing.RequestBound(1, 1);

  private static Cost priced(Admission admission, UsageReport report, ModelPrice price) {
    var facts = report.facts();
    var evidence = report.partial() ? Evidence.PARTIAL : Evidence.EXACT;
    var t = facts.getTokens();
    var tokens =
        new TokenCounts(
            t.getInput(),
            t.getCachedInput(),
            t.getCacheWrite(),
            t.getOutput(),
            t.getReasoning(),
            t.getAudioInput(),
            t.getAudioOutput());
    long nanocredits =
        Pricing.costNanocredits(price, evidence, tokens, admission.getHold().getNanocredits());
    return new Cost(with(facts, evidence), Units.oneRequest(nanocredits));
  }

  private static Cost bound(Admission admission, Usage facts) {
    return new Cost(with(facts, Evidence.BOUND), admission.getHold());
  }

  private static ModelPrice price(Admission admission, PriceCatalog catalog) {
    var named = admission.getPriceVersion();
    var version = new PriceVersion(named.getBook(), named.getVersion());
    var price = catalog.find(version, admission.getModel());
    if (price == null) {
      throw new IllegalStateException(
          "the price of " + admission.getModel() + " at " + version + " is not known here yet");
    }
    return price;
  }

  private static Usage with(Usage facts, Evidence evidence) {
    return facts.toBuilder().setEvidence(wire(evidence)).build();
  }

  static dev.tollgate.proto.ledger.v1.Evidence wire(Evidence evidence) {
    return switch (evidence) {
      case EXACT -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_EXACT;
      case PARTIAL -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_PARTIAL;
      case ESTIMATED -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_ESTIMATED;
      case FIXED -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_FIXED;
      case DARK -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_DARK;
      case ZERO -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_ZERO;
      case VOID -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_VOID;
      case BOUND -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_BOUND;
    };
  }
}
