package dev.tollgate.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done now and then, on threads of its own and never by a call. A chore waits for
 * its last turn to end, and one that fails is tried at its next turn.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  /** Two chores may read the whole ledger at once, and the others still get their turns. */
  private static final int THREADS = 3;

  private final ScheduledExecutorService workers =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("upkeep-", 1).factory());
  private final BooleanSupplier ready;

  /**
   * @param ready nothing is done before
   */
  Upkeep(BooleanSupplier ready) {
    this.ready = ready;
  }

  interface Chore {
    void run() throws SQLException;
  }

  /** Begins one interval from now. */
  Upkeep every(Duration interval, String name, Chore chore) {
    var _ =
        workers.scheduleWithFixedDelay(
            () -> run(name, chore),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
    return this;
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
    workers.shutdownNow();
  }
}
