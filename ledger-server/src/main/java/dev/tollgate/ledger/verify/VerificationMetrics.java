package dev.tollgate.ledger.verify;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What came of verifications, as gauges: docs/reference/ledger.md, "Metrics". */
public final class VerificationMetrics {
  private static final Logger log = LoggerFactory.getLogger(VerificationMetrics.class);

  private volatile JdbcVerifications.Newest newest =
      new JdbcVerifications.Newest(null, null, null, 0, Duration.ZERO);

  private volatile @Nullable Instant due;

  public VerificationMetrics(MeterRegistry registry) {
    Gauge.builder("tollgate_ledger_differences", () -> newest.differences())
        .description("Differences that the newest verification found: 0, or the books are wrong")
        .register(registry);
    time(
        registry,
        "tollgate_ledger_verification_held",
        "When the newest verification began that found no difference; 0: none yet",
        () -> newest.heldAt());
    time(
        registry,
        "tollgate_ledger_verification_differed",
        "When the newest verification began that found differences; 0: none yet",
        () -> newest.differedAt());
    time(
        registry,
        "tollgate_ledger_verification_due",
        "When the next verification is due; 0: now",
        () -> due);
  }

  private void time(
      MeterRegistry registry, String name, String description, Supplier<@Nullable Instant> time) {
    Gauge.builder(name, () -> seconds(time.get()))
        .baseUnit("timestamp_seconds")
        .description(description)
        .register(registry);
  }

  private static long seconds(@Nullable Instant time) {
    return time == null ? 0 : time.getEpochSecond();
  }

  void newest(JdbcVerifications.Newest now, @Nullable Instant nextDue) {
    newest = now;
    due = nextDue;
  }

  /** Every difference is in the log of the server that found it. */
  void found(JdbcVerification.Result result) {
    result.differences().forEach(difference -> log.error("Verification: {}", difference));
  }
}
