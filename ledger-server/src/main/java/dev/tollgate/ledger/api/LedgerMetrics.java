package dev.tollgate.ledger.api;

import dev.tollgate.ledger.credits.Endings;
import dev.tollgate.ledger.credits.Grant;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.proto.ledger.v1.Record;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator sees of the ledger. */
public final class LedgerMetrics {
  private static final Logger log = LoggerFactory.getLogger(LedgerMetrics.class);

  private final MeterRegistry registry;
  private final Timer reports;
  private final DistributionSummary batches;
  private final Counter defects;
  private final Counter malformed;
  private final Counter recalls;
  private final Counter verdicts;
  private final Counter late;
  private final Counter stray;

  public LedgerMetrics(MeterRegistry registry) {
    this.registry = registry;
    reports =
        Timer.builder("tollgate_ledger_report")
            .description("Reports applied, with their commit")
            .register(registry);
    batches =
        DistributionSummary.builder("tollgate_ledger_report_records")
            .description("Records that a report applied")
            .register(registry);
    defects =
        Counter.builder("tollgate_ledger_defects")
            .description("Records that should not have been as they were; the log names them")
            .register(registry);
    malformed =
        Counter.builder("tollgate_ledger_malformed_reports")
            .description("Reports refused for a malformed record; their replica cannot go on")
            .register(registry);
    recalls =
        Counter.builder("tollgate_ledger_recalls")
            .description("Times that replicas were asked for their free lease of an account")
            .register(registry);
    verdicts =
        Counter.builder("tollgate_ledger_verdicts")
            .description("Replicas condemned for their silence; the log says what that came to")
            .register(registry);
    late =
        Counter.builder("tollgate_ledger_late_charges")
            .description("Reservations charged by usage that came after their replica's end")
            .register(registry);
    stray =
        Counter.builder("tollgate_ledger_stray_usage")
            .description("Reservations whose usage was put aside: nobody ever opened their replica")
            .register(registry);
  }

  /** Open Watch streams, read when metrics are scraped. */
  void watches(Supplier<Number> open) {
    Gauge.builder("tollgate_ledger_watches", open)
        .description("Replicas that this server tells what happens")
        .register(registry);
  }

  void recalled() {
    recalls.increment();
  }

  /** A replica was condemned by this server. */
  public void condemned() {
    verdicts.increment();
  }

  /** Usage was put aside uncharged. */
  public void stray(int reservations) {
    if (reservations > 0) {
      stray.increment(reservations);
      log.error(
          "Usage of {} reservations has waited a day for replicas that nobody opened: see"
              + " ledger.stray_usage",
          reservations);
    }
  }

  void late(Endings.Late usage) {
    late.increment(usage.charges().size());
    usage.defects().forEach(this::defect);
    for (var charge : usage.charges()) {
      if (charge.writtenOff().stream().anyMatch(amount -> amount > 0)) {
        log.error(
            "Late usage of request {} is written off by {}, on {}: nobody can pay it any more",
            charge.admission().getRequestId(),
            charge.writtenOff(),
            charge.admission().getPathList());
      }
    }
  }

  void acquired(Grant grant) {
    registry
        .counter(
            "tollgate_ledger_acquires",
            "verdict",
            switch (grant) {
              case Grant.Granted() -> "granted";
              case Grant.HeldElsewhere(var account) -> "short";
              case Grant.Closed(var account) -> "closed";
              case Grant.Never(var account) -> "never";
            })
        .increment();
  }

  void reported(Ledger.Applied applied, long nanos) {
    reports.record(Duration.ofNanos(nanos));
    batches.record(applied.records().size());
    applied.records().forEach(this::count);
    applied.defects().forEach(this::defect);
  }

  private void defect(String defect) {
    defects.increment();
    log.error("Defect: {}", defect);
  }

  private void count(Record record) {
    registry
        .counter(
            "tollgate_ledger_records",
            "kind",
            switch (record.getBodyCase()) {
              case SETTLE -> "settle";
              case DARK -> "dark";
              case CORRECT -> "correct";
              case RETURN -> "return";
              case OPENED -> "opened";
              case BODY_NOT_SET -> "empty";
            })
        .increment();
  }

  /** A replica sends what no replica may send: it stands still until someone looks. */
  void malformed(String replica, Map<String, String> problems) {
    malformed.increment();
    log.error("What replica {} tells is malformed and refused: {}", replica, problems);
  }
}
