package dev.tollgate.bench.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/** Several who charge at once, a thread each, and what they did together. */
final class Lanes {
  private static final long ACK_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

  private final LongAdder charges = new LongAdder();
  private final ConcurrentHistogram ackNanos = new ConcurrentHistogram(ACK_NANOS_MAX, 3);

  /** What one of them does. */
  interface Lane {
    void run(Lanes lanes) throws Exception;
  }

  /** Returns when all have ended; throws what the first failed with. */
  static Way.Done run(List<? extends Lane> lanes) throws IOException {
    var all = new Lanes();
    long begun = System.nanoTime();
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var running = new ArrayList<Future<?>>();
      for (var lane : lanes) {
        running.add(
            threads.submit(() -> {
              lane.run(all);
              return null;
            }));
      }
      for (var one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("a turn failed: " + e.getCause(), e);
    }
    return new Way.Done(all.charges.sum(), System.nanoTime() - begun, all.ackNanos);
  }

  /** Something that was due then has been acknowledged now. */
  void acknowledged(int count, long dueNanos) {
    charges.add(count);
    ackNanos.recordValue(Math.min(System.nanoTime() - dueNanos, ACK_NANOS_MAX));
  }
}
