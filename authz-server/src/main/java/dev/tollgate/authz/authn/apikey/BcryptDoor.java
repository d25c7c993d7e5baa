package dev.tollgate.authz.authn.apikey;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The one way to bcrypt. A hash of cost 12 is a quarter of a second of a core: no more than half of
 * the cores hash at a time, so that keys in memory always find one, and only a few wait. Whoever
 * comes then is turned away at once.
 */
public final class BcryptDoor implements AutoCloseable {
  private static final int WAITING_MAX = 8;

  private final ThreadPoolExecutor hashers;
  private final LongAdder done = new LongAdder();

  BcryptDoor(int atOnce, int waitingMax) {
    this.hashers =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waitingMax),
            Thread.ofPlatform().daemon().name("bcrypt-", 0).factory(),
            new ThreadPoolExecutor.AbortPolicy());
  }

  /** A door for a machine with so many cores: one hash at a time for every two. */
  public static BcryptDoor forCores(int cores) {
    return new BcryptDoor(Math.max(1, cores / 2), WAITING_MAX);
  }

  /**
   * Does the work when its turn comes. Blocks until it is done; any thread but an event loop.
   *
   * @return what the work returned; empty if too many wait already or the server stops
   */
  public <T> Optional<T> through(Callable<T> work) {
    Future<T> turn;
    try {
      turn = hashers.submit(() -> counted(work));
    } catch (RejectedExecutionException full) {
      return Optional.empty();
    }
    try {
      return Optional.of(turn.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("hashing failed", e.getCause());
    } catch (CancellationException stopping) {
      return Optional.empty();
    } catch (InterruptedException e) {
      turn.cancel(false);
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Counted before the caller goes on, unlike by the executor. */
  private <T> T counted(Callable<T> work) throws Exception {
    try {
      return work.call();
    } finally {
      done.increment();
    }
  }

  /** How many hash. */
  int running() {
    return hashers.getActiveCount();
  }

  /** How many hashes have been computed. */
  long done() {
    return done.sum();
  }

  /** How many hash or wait for their turn. */
  int inside() {
    return hashers.getActiveCount() + hashers.getQueue().size();
  }

  /** Turns away who waits; who hashes is not waited for. */
  @Override
  public void close() {
    for (var waiting : hashers.shutdownNow()) {
      if (waiting instanceof Future<?> turn) {
        turn.cancel(false);
      }
    }
  }
}
