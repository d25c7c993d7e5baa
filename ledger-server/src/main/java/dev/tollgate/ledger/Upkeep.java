package dev.tollgate.ledger;

import dev.tollgate.ledger.api.LedgerMetrics;
import dev.tollgate.ledger.credits.JdbcExpiry;
import dev.tollgate.ledger.credits.JdbcPartitions;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.verify.JdbcTotals;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done now and then, on one thread: prices that other servers published, tables for
 * the days to come, grants whose date has come, the books' totals for the metrics. A chore that
 * fails is tried at its next turn.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration PRICES = Duration.ofSeconds(5);
  private static final Duration EXPIRY = Duration.ofSeconds(1);
  private static final Duration TOTALS = Duration.ofSeconds(15);
  private static final Duration PARTITIONS = Duration.ofHours(1);

  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("upkeep").factory());
  private final BooleanSupplier ready;

  private Upkeep(BooleanSupplier ready) {
    this.ready = ready;
  }

  private interface Chore {
    void run() throws SQLException;
  }

  /**
   * @param ready nothing is done before
   */
  static Upkeep start(
      BooleanSupplier ready,
      JdbcPriceBooks prices,
      JdbcPartitions partitions,
      JdbcExpiry expiry,
      JdbcTotals totals,
      LedgerMetrics metrics,
      Clock clock) {
    var upkeep = new Upkeep(ready);
    upkeep.every(PRICES, "prices", prices::refresh);
    upkeep.every(EXPIRY, "expiry", () -> expiry.run(clock.instant()));
    upkeep.every(TOTALS, "totals", () -> metrics.totals(totals.read()));
    upkeep.every(
        PARTITIONS,
        "partitions",
        () -> partitions.make(LocalDate.now(clock.withZone(ZoneOffset.UTC))));
    return upkeep;
  }

  private void every(Duration interval, String name, Chore chore) {
    var _ =
        worker.scheduleWithFixedDelay(
            () -> run(name, chore),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void run(String name, Chore chore) {
    if (!ready.getAsBoolean()) {
      return;
    }
    try {
      chore.run();
    } catch (SQLException | RuntimeException e) {
      log.warn("Upkeep of {} failed and is tried again: {}", name, e.getMessage());
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
