package dev.tollgate.cli.bill;

import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ProviderCost;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What we know of the requests of one day and model. Adds up; one thread. */
final class Known {
  /** What can make a cost differ from the provider's. */
  private static final Map<Evidence, String> UNSURE =
      new EnumMap<>(
          Map.of(
              Evidence.EVIDENCE_DARK, "dark",
              Evidence.EVIDENCE_ESTIMATED, "estimated",
              Evidence.EVIDENCE_PARTIAL, "partial",
              Evidence.EVIDENCE_BOUND, "bound",
              Evidence.EVIDENCE_ZERO, "zero"));

  private final Map<Evidence, Long> requestsOf = new EnumMap<>(Evidence.class);
  private final Map<Evidence, Long> costOf = new EnumMap<>(Evidence.class);
  private long requests;
  private long cost;
  private long charged;
  private long unpriced;
  private long retries;
  private long tokensIn;
  private long tokensOut;

  void add(ProviderCost more) {
    requests += more.getRequests();
    cost = Math.addExact(cost, more.getCostNanocredits());
    charged = Math.addExact(charged, more.getChargedNanocredits());
    unpriced += more.getUnpriced();
    retries += more.getRetries();
    tokensIn = Math.addExact(tokensIn, more.getTokensIn());
    tokensOut = Math.addExact(tokensOut, more.getTokensOut());
    for (var part : more.getByEvidenceList()) {
      requestsOf.merge(part.getEvidence(), part.getRequests(), Long::sum);
      costOf.merge(part.getEvidence(), part.getCostNanocredits(), Long::sum);
    }
  }

  long requests() {
    return requests;
  }

  long chargedNanocredits() {
    return charged;
  }

  long tokensIn() {
    return tokensIn;
  }

  long tokensOut() {
    return tokensOut;
  }

  /**
   * The cost as the bill would have it.
   *
   * @param creditPrice of one credit in the bill's currency
   */
  BigDecimal amount(BigDecimal creditPrice) {
    return amount(cost, creditPrice);
  }

  private static BigDecimal amount(long nanocredits, BigDecimal creditPrice) {
    return BigDecimal.valueOf(nanocredits, 9).multiply(creditPrice);
  }

  /** What of it can make a difference: {@code dark 3 of 0.12}. */
  List<String> reasons(BigDecimal creditPrice) {
    var reasons = new ArrayList<String>();
    UNSURE.forEach((evidence, name) -> {
      long count = requestsOf.getOrDefault(evidence, 0L);
      if (count > 0) {
        var part = amount(costOf.getOrDefault(evidence, 0L), creditPrice);
        reasons.add("%s %d of %s".formatted(name, count, Comparison.plain(part)));
      }
    });
    if (unpriced > 0) {
      reasons.add("unpriced " + unpriced);
    }
    if (retries > 0) {
      reasons.add("sent again " + retries);
    }
    return reasons;
  }
}
