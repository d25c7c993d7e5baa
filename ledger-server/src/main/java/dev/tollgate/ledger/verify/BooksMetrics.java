package dev.tollgate.ledger.verify;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the books say, as gauges: docs/reference/ledger.md, "Metrics". */
public final class BooksMetrics {
  private static final Logger log = LoggerFactory.getLogger(BooksMetrics.class);
  private static final List<String> AGES = List.of("under_1m", "under_20m", "older");
  private static final double NANO = 1e9;

  private volatile JdbcTotals.Totals totals = JdbcTotals.Totals.none();

  public BooksMetrics(MeterRegistry registry) {
    for (var figure : BooksFigure.values()) {
      Gauge.builder(figure.metric(), () -> totals.nanocredits(figure) / NANO)
          .baseUnit("credits")
          .description(figure.description())
          .register(registry);
    }
    for (int i = 0; i < AGES.size(); i++) {
      int age = i;
      Gauge.builder(
              "tollgate_ledger_unsettled", () -> totals.unsettled().get(age).nanocredits() / NANO)
          .baseUnit("credits")
          .tag("age", AGES.get(age))
          .description("Held by requests that the ledger knows by name, by their age")
          .register(registry);
      Gauge.builder(
              "tollgate_ledger_unsettled_reservations",
              () -> totals.unsettled().get(age).reservations())
          .tag("age", AGES.get(age))
          .description(
              "Requests that the ledger knows by name and that have not ended, by their age")
          .register(registry);
    }
  }

  /** The books as they were a moment ago. */
  public void totals(JdbcTotals.Totals now) {
    double imbalance = now.nanocredits(BooksFigure.IMBALANCE);
    if (imbalance != 0) {
      log.error("The books are out of balance by {} nanocredits: run verify-ledger", imbalance);
    }
    totals = now;
  }
}
