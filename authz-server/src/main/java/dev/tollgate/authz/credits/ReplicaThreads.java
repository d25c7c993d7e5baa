package dev.tollgate.authz.credits;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What drives a replica in a server: one thread talks to the ledger, one looks at the clock. */
final class ReplicaThreads implements AutoCloseable {
  private static final long TICK_MILLIS = 250;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(ReplicaThreads.class);

  private final Semaphore wake = new Semaphore(0);
  private final Replica replica;
  private final Thread reporter =
      Thread.ofPlatform().daemon().name("reporter").unstarted(this::run);
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lease-clock").factory());
  private final Duration patience;
  private volatile boolean stopping;

  /**
   * @param maker makes the replica, given what wakes its reporter
   */
  ReplicaThreads(Function<Runnable, Replica> maker) {
    this(maker, PATIENCE);
  }

  /**
   * @param patience how long {@link #close} waits for the step that is under way
   */
  ReplicaThreads(Function<Runnable, Replica> maker, Duration patience) {
    this.patience = patience;
    replica = maker.apply(wake::release);
  }

  Replica replica() {
    return replica;
  }

  void start() {
    reporter.start();
    var _ =
        ticker.scheduleWithFixedDelay(
            replica::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      while (!stopping) {
        pause(replica.turn());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause(Pause pause) throws InterruptedException {
    if (!pause.untilWoken()) {
      TimeUnit.NANOSECONDS.sleep(pause.nanos());
    } else if (wake.tryAcquire(pause.nanos(), TimeUnit.NANOSECONDS)) {
      wake.drainPermits();
    }
  }

  /**
   * Ends the threads after the step that they are in, then the replica. A step that hangs is given
   * up, and nothing more is sent: two threads would be at one stream.
   */
  @Override
  public void close() throws IOException {
    replica.stopAdmitting();
    ticker.close();
    stopping = true;
    wake.release();
    if (ends(patience)) {
      replica.close();
      return;
    }
    reporter.interrupt();
    if (ends(AFTER_INTERRUPT)) {
      replica.abandon();
    } else {
      log.error("The ledger is still being talked to: the journal is left as it is");
    }
  }

  private boolean ends(Duration time) {
    try {
      return reporter.join(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
