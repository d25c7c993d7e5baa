package dev.tollgate.authz.credits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What an operator sees of holds, leases and the stream to the ledger. */
final class CreditsMetrics {
  private final MeterRegistry registry;
  private final Map<dev.tollgate.proto.ledger.v1.Evidence, Counter> settled =
      new EnumMap<>(dev.tollgate.proto.ledger.v1.Evidence.class);
  private final Counter reportFailures;
  private final Counter fromFreeLease;
  private final Counter acquires;
  private final Counter recalls;
  private final Counter knownDenials;
  private final Counter forgottenRecords;
  private final Counter forgottenNanocredits;
  private final Counter usageAfterVoid;
  private final Counter aboveHold;
  private final Counter learnedHolds;
  private final Counter learnedHoldsExceeded;
  private final DistributionSummary learnedHoldUse;

  CreditsMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (var evidence : dev.tollgate.proto.ledger.v1.Evidence.values()) {
      var name = evidence.name().replace("EVIDENCE_", "").toLowerCase(Locale.ROOT);
      settled.put(
          evidence,
          Counter.builder("tollgate_credits_settled")
              .description("Reservations that ended, by how sure their cost is")
              .tag("evidence", name)
              .register(registry));
    }
    reportFailures =
        Counter.builder("tollgate_credits_report_failures")
            .description("Reports to the ledger that failed and are repeated")
            .register(registry);
    fromFreeLease = counter("free_lease_admissions", "Requests admitted without asking the ledger");
    acquires = counter("acquires", "Times that the ledger was asked for lease, refills included");
    recalls = counter("recalls", "Times that the ledger asked for free lease of an account");
    knownDenials = counter("known_denials", "Requests refused 402 without asking the ledger again");
    forgottenRecords =
        counter("forgotten_records", "Records that the ledger had acknowledged and lost again");
    forgottenNanocredits =
        counter("forgotten_nanocredits", "What those records charge; they are sent again");
    usageAfterVoid =
        counter("usage_after_void", "Lines with usage of reservations given back as never sent");
    aboveHold = counter("costs_above_hold", "Requests that cost more than was held for them");
    learnedHolds = counter("learned_holds", "Requests held for less than they may cost at most");
    learnedHoldsExceeded =
        counter("learned_holds_exceeded", "Those of them that cost more than was held: 1 in 100");
    learnedHoldUse =
        DistributionSummary.builder("tollgate_credits_learned_hold_use")
            .description("What of their holds such requests cost, as a ratio")
            .serviceLevelObjectives(0.25, 0.5, 0.75, 1, 2, 10)
            .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder("tollgate_credits_" + name).description(description).register(registry);
  }

  void admittedFromFreeLease() {
    fromFreeLease.increment();
  }

  void acquired() {
    acquires.increment();
  }

  void recalled() {
    recalls.increment();
  }

  void refusedWithoutAsking() {
    knownDenials.increment();
  }

  void forgotten(Forgotten forgotten) {
    forgottenRecords.increment(forgotten.records());
    forgottenNanocredits.increment((double) Math.max(0, forgotten.nanocredits()));
  }

  void usageAfterVoid() {
    usageAfterVoid.increment();
  }

  void aboveHold() {
    aboveHold.increment();
  }

  void learnedHold() {
    learnedHolds.increment();
  }

  void learnedHoldSettled(long held, long cost) {
    learnedHoldUse.record((double) cost / Math.max(1, held));
    if (cost > held) {
      learnedHoldsExceeded.increment();
    }
  }

  /** A gauge over the replica; it is read when metrics are scraped. */
  <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
    Gauge.builder("tollgate_credits_" + name, source, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  void settled(Cost cost) {
    count(cost.usage().getEvidence());
  }

  void dark() {
    count(dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_DARK);
  }

  void reportFailed() {
    reportFailures.increment();
  }

  private void count(dev.tollgate.proto.ledger.v1.Evidence evidence) {
    var counter = settled.get(evidence);
    if (counter != null) {
      counter.increment();
    }
  }
}
