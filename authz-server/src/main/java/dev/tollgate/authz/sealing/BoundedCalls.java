package dev.tollgate.authz.sealing;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls to a service that may hang, in threads of their own: nobody waits for longer than the
 * bound, and what hangs holds up a few threads that nobody else needs. They are no virtual ones,
 * because a lookup of a name blocks what carries these, and so every lookup of a key in the
 * database. Without calls there are no threads. Any thread may call.
 */
final class BoundedCalls {
  private static final int AT_ONCE_MAX = 4;
  private static final int WAITING_MAX = 256;
  private static final Duration IDLE_MAX = Duration.ofSeconds(10);

  /** For so long a service is not asked again of which nothing was heard for long. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of the bound: who fails faster may be asked at once. */
  private static final int SLOW_SHARE = 5;

  private final String service;
  private final Duration answerMax;
  private final LongSupplier nanoTime;
  private final ThreadPoolExecutor threads;
  private volatile long pausedUntilNanos;

  /**
   * @param service whom people know it as
   * @param answerMax how long a call may take with everything, waiting for its turn as well
   */
  BoundedCalls(String service, Duration answerMax, LongSupplier nanoTime) {
    this.service = service;
    this.answerMax = answerMax;
    this.nanoTime = nanoTime;
    this.pausedUntilNanos = nanoTime.getAsLong();
    this.threads =
        new ThreadPoolExecutor(
            AT_ONCE_MAX,
            AT_ONCE_MAX,
            IDLE_MAX.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("key-service-", 1).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Does the call.
   *
   * @throws KeyServiceException if there is no answer in time, or the call failed in a way that
   *     says nothing of what was asked
   * @throws GeneralSecurityException the call's own
   */
  <A> A call(Callable<A> work) throws GeneralSecurityException {
    long begun = nanoTime.getAsLong();
    if (begun - pausedUntilNanos < 0) {
      throw KeyServiceException.silent(service + " gave no answer a moment ago", null);
    }
    try {
      return await(submit(work));
    } catch (KeyServiceException e) {
      long ended = nanoTime.getAsLong();
      if (!e.answered() && ended - begun > answerMax.toNanos() / SLOW_SHARE) {
        pausedUntilNanos = ended + PAUSE.toNanos(); // else everyone waits for it in turn
      }
      throw e;
    }
  }

  private <A> Future<A> submit(Callable<A> work) throws KeyServiceException {
    try {
      return threads.submit(work);
    } catch (RejectedExecutionException e) {
      throw KeyServiceException.silent(service + " is asked too much at once", e);
    }
  }

  private <A> A await(Future<A> answer) throws GeneralSecurityException {
    try {
      return answer.get(answerMax.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw KeyServiceException.silent(
          "%s does not answer within %d ms".formatted(service, answerMax.toMillis()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KeyServiceException.silent("nobody waits any more for " + service, e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      answer.cancel(true); // which does nothing to one that is done
    }
  }

  private GeneralSecurityException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case GeneralSecurityException own -> own;
      case null -> KeyServiceException.silent(service + " cannot be asked", null);
      default ->
          KeyServiceException.silent(
              service + " cannot be asked: " + cause.getClass().getSimpleName(), cause);
    };
  }
}
