package dev.tollgate.authz.credits;

import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Usage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What requests used whose provider was not heard to the end, from the bytes that went by. How many
 * bytes a token takes is learned, for each model, from answers whose counts are exact; for a model
 * of which too little is known, all of its provider at the same endpoint stand. Any thread.
 */
final class Estimates {
  /** More models than price books have; beyond them only endpoints learn. */
  private static final int KNOWN_MAX = 4_096;

  private final Map<Subject, Calibration> known = new HashMap<>();

  /** A model at an endpoint; of all there together the name is empty. */
  private record Subject(String provider, String endpoint, String model) {
    static Subject of(Admission admission) {
      return new Subject(admission.getProvider(), admission.getEndpoint(), admission.getModel());
    }

    Subject everyModel() {
      return new Subject(provider, endpoint, "");
    }
  }

  /** Learns from an answer if it is whole and its counts are exact. */
  void learn(Admission admission, Traffic traffic, Usage usage) {
    boolean exact = usage.getEvidence() == Evidence.EVIDENCE_EXACT;
    if (exact && !traffic.cut() && traffic.answerBytes() > 0) {
      learn(admission, traffic, PriceProtos.fromProto(usage.getTokens()));
    }
  }

  /** Learns from a whole answer and its exact counts. */
  synchronized void learn(Admission admission, Traffic traffic, TokenCounts tokens) {
    var subject = Subject.of(admission);
    calibration(subject.everyModel()).learn(traffic, tokens);
    if (known.size() < KNOWN_MAX || known.containsKey(subject)) {
      calibration(subject).learn(traffic, tokens);
    }
  }

  /**
   * What the request has used.
   *
   * @param told what the provider had said by then: its input counts, its output is the least; null
   *     if nothing
   * @return null if too little is known to tell
   */
  synchronized @Nullable TokenCounts estimate(
      Admission admission, Traffic traffic, @Nullable TokenCounts told) {
    var subject = Subject.of(admission);
    var own = known.get(subject);
    var estimate = own == null ? null : own.estimate(traffic, told);
    if (estimate == null) {
      var all = known.get(subject.everyModel());
      estimate = all == null ? null : all.estimate(traffic, told);
    }
    return estimate;
  }

  private Calibration calibration(Subject subject) {
    return known.computeIfAbsent(subject, _ -> new Calibration());
  }
}
