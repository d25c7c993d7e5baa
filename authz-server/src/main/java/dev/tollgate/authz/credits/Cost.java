package dev.tollgate.authz.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.wire.Charging;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a report means: how sure it is, and what the request cost.
 *
 * @param usage the report's facts with the evidence, and the tokens that were priced
 */
record Cost(Usage usage, Amounts amounts) {
  /**
   * Decides by what is there. Never sent: nothing. What another replica decided: that. The
   * provider's usage: its price. A failure before any output: nothing, by policy. A price that
   * needs no usage: that. An answer that was cut: what its bytes tell, at most the hold. Else the
   * hold, which bounds the cost. With a key of the caller's own all that is its price in the book,
   * of which the fee is charged.
   *
   * @throws IllegalStateException if the prices of the admission are not known here yet
   */
  static Cost of(
      Admission admission, UsageReport report, PriceCatalog catalog, Estimates estimates) {
    if (!report.sentUpstream()) {
      return unsent(report.facts());
    }
    var price = price(admission, catalog);
    try {
      return decided(admission, report, price, estimates);
    } catch (IllegalArgumentException | ArithmeticException outOfRange) {
      return bound(admission, report.facts());
    }
  }

  private static Cost decided(
      Admission admission, UsageReport report, ModelPrice price, Estimates estimates) {
    var facts = report.facts();
    var told = facts.getEvidence();
    if (told != dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_UNSPECIFIED) {
      return priced(admission, facts, price, PriceProtos.fromProto(told));
    }
    if (report.counted()) {
      return priced(admission, facts, price, report.partial() ? Evidence.PARTIAL : Evidence.EXACT);
    }
    if (report.traffic().failed()) {
      return priced(admission, facts, price, Evidence.ZERO);
    }
    if (price.isFixed(PriceProtos.unitsOf(facts))) {
      return priced(admission, facts, price, Evidence.FIXED);
    }
    return report.traffic().cut() && price.pricesTokens()
        ? estimated(admission, report, price, estimates)
        : bound(admission, facts);
  }

  /**
   * What a request costs whose end nobody saw and whose usage nobody told.
   *
   * @param traffic what went by of it; null if nothing is known
   * @return null if it stays at its hold
   */
  static @Nullable Cost ofDark(
      Admission admission,
      Usage facts,
      @Nullable Traffic traffic,
      DarkPrice policy,
      PriceCatalog catalog,
      Estimates estimates) {
    return switch (policy) {
      case HOLD -> null;
      case ZERO -> priced(admission, facts, price(admission, catalog), Evidence.ZERO);
      case ESTIMATE -> {
        var price = price(admission, catalog);
        var tokens =
            traffic == null || !price.pricesTokens()
                ? null
                : estimates.estimate(admission, traffic, null);
        yield tokens == null
            ? null
            : priced(admission, with(facts, tokens), price, Evidence.ESTIMATED);
      }
    };
  }

  /** The request was never sent to the provider: it costs nothing and counts nowhere. */
  static Cost unsent(Usage facts) {
    return new Cost(with(facts, Evidence.VOID), Vectors.ZERO);
  }

  private static Cost estimated(
      Admission admission, UsageReport report, ModelPrice price, Estimates estimates) {
    var facts = report.facts();
    @Nullable TokenCounts told =
        facts.hasTokens() ? PriceProtos.fromProto(facts.getTokens()) : null;
    var tokens = estimates.estimate(admission, report.traffic(), told);
    if (tokens == null) {
      return bound(admission, facts);
    }
    return priced(admission, with(facts, tokens), price, Evidence.ESTIMATED);
  }

  private static Cost priced(
      Admission admission, Usage facts, ModelPrice price, Evidence evidence) {
    return new Cost(with(facts, evidence), Charging.cost(admission, price, evidence, facts));
  }

  /** Counts that are not whole say nothing. */
  private static Cost bound(Admission admission, Usage facts) {
    var none = facts.toBuilder().clearTokens().build();
    return new Cost(with(none, Evidence.BOUND), admission.getHold());
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

  private static Usage with(Usage facts, TokenCounts tokens) {
    return facts.toBuilder().setTokens(PriceProtos.toProto(tokens)).build();
  }

  private static Usage with(Usage facts, Evidence evidence) {
    return facts.toBuilder().setEvidence(PriceProtos.toProto(evidence)).build();
  }
}
