package dev.tollgate.ledger.export;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** How exports go: docs/reference/ledger.md, "Metrics". */
public final class ExportMetrics {
  private final Counter written;
  private final Counter failed;
  private final AtomicInteger due = new AtomicInteger();

  public ExportMetrics(MeterRegistry registry) {
    written =
        Counter.builder("tollgate_ledger_exported_days")
            .description("Days of charges that this server has written to a file")
            .register(registry);
    failed =
        Counter.builder("tollgate_ledger_export_failures")
            .description("Days of charges that could not be exported, each time")
            .register(registry);
    Gauge.builder("tollgate_ledger_export_due_days", due, AtomicInteger::get)
        .description("Days that are over for long enough and stand in no file yet")
        .register(registry);
  }

  void written() {
    written.increment();
  }

  void failed() {
    failed.increment();
  }

  void due(int days) {
    due.set(days);
  }
}
