package dev.tollgate.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keys that are used all the time at several sidecars, also after they were refused, and when each
 * was last accepted.
 */
final class KeysInUse implements AutoCloseable {
  private static final int WORKERS = 3;
  private static final long PAUSE_MILLIS = 10;

  private final List<Sidecar> sidecars;
  private final List<String> keys;
  private final List<AtomicLongArray> accepted = new ArrayList<>();
  private final List<AtomicLongArray> refused = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger uses = new AtomicInteger();
  private final Map<Integer, Integer> failures = new ConcurrentSkipListMap<>();
  private volatile boolean closed;

  KeysInUse(List<Sidecar> sidecars, List<String> keys) {
    this.sidecars = sidecars;
    this.keys = keys;
    for (int i = 0; i < sidecars.size(); i++) {
      accepted.add(new AtomicLongArray(keys.size()));
      refused.add(new AtomicLongArray(keys.size()));
      for (int worker = 0; worker < WORKERS; worker++) {
        int sidecar = i;
        int first = keys.size() * worker / WORKERS;
        start(() -> useAll(sidecar, first));
      }
    }
  }

  private void start(Runnable work) {
    threads.add(Thread.startVirtualThread(work));
  }

  private void useAll(int sidecar, int first) {
    for (int key = first; !closed; key = (key + 1) % keys.size()) {
      use(sidecar, key);
    }
  }

  /** From now on until it is refused the key is used more often than the others. */
  void watch(int key) {
    for (int i = 0; i < sidecars.size(); i++) {
      int sidecar = i;
      start(() -> {
        while (!closed && refused.get(sidecar).get(key) == 0) {
          use(sidecar, key);
        }
      });
    }
  }

  private void use(int sidecar, int key) {
    try {
      long sentNanos = System.nanoTime();
      int status = sidecars.get(sidecar).use(keys.get(key)).statusCode();
      switch (status) {
        case 200 -> accepted.get(sidecar).accumulateAndGet(key, sentNanos, Math::max);
        case 401, 403 -> refused.get(sidecar).incrementAndGet(key);
        default -> failures.merge(status, 1, Integer::sum);
      }
      uses.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (IOException e) {
      failures.merge(0, 1, Integer::sum);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether each key was accepted, or refused, everywhere. */
  boolean everywhere(boolean wanted) {
    for (var counts : wanted ? accepted : refused) {
      for (int key = 0; key < keys.size(); key++) {
        if (counts.get(key) == 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** From an instant until the last use of a key was sent that a sidecar accepted. */
  Duration acceptedSince(long nanos, int sidecar, int key) {
    return Duration.ofNanos(Math.max(0, accepted.get(sidecar).get(key) - nanos));
  }

  int uses() {
    return uses.get();
  }

  /** Uses that ended neither as accepted nor as refused for the key, by status; 0 is none. */
  Map<Integer, Integer> failures() {
    return Map.copyOf(failures);
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Returns when the last use has ended. */
  void end() throws InterruptedException {
    close();
    for (var thread : threads) {
      thread.join();
    }
  }
}
