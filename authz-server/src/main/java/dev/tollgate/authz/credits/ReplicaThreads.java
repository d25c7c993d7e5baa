package dev.tollgate.authz.credits;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What drives a replica in a server: one thread talks to the ledger, one looks at the clock. */
final class ReplicaThreads implements AutoCloseable {
  private static final long TICK_MILLIS = 250;
  private static final long JOIN_MILLIS_MAX = 15_000;

  private final Semaphore wake = new Semaphore(0);
  private final Replica replica;
  private final Thread reporter =
      Thread.ofPlatform().daemon().name("reporter").unstarted(this::run);
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lease-clock").factory());
  private volatile boolean stopping;

  /**
   * @param maker makes the replica, given what wakes its reporter
   */
  ReplicaThreads(Function<Runnable, Replica> maker) {
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

  /** Ends the threads after the step that they are in, then the replica. */
  @Override
  public void close() throws IOException {
    replica.stopAdmitting();
    ticker.close();
    stopping = true;
    wake.release();
    try {
      reporter.join(JOIN_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    replica.close();
  }
}
