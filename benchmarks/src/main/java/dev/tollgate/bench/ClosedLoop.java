package dev.tollgate.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Keeps a number of Checks in flight: each answer asks the next one, until the time is up. */
final class ClosedLoop {
  private static final long DEADLINE_SECONDS = 4; // as in envoy.yaml
  private static final long LATENCY_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final Question question;
  private final Predicate<RawAnswer> expected;
  private final Consumer<RawAnswer> answers;
  private final int checksMax;
  private final long endNanos;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger open;
  private final AtomicReference<String> wrong = new AtomicReference<>("");
  private final Histogram latencyNanos = new ConcurrentHistogram(LATENCY_NANOS_MAX, 3);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** How much is asked. */
  record Load(int inFlight, Duration time, int checksMax) {}

  /** What was answered; latencies in nanoseconds. */
  record Done(long nanos, Histogram latencyNanos) {}

  private ClosedLoop(
      Question question, Load load, Predicate<RawAnswer> expected, Consumer<RawAnswer> answers) {
    this.question = question;
    this.expected = expected;
    this.answers = answers;
    this.checksMax = load.checksMax();
    this.open = new AtomicInteger(load.inFlight());
    this.endNanos = System.nanoTime() + load.time().toNanos();
  }

  /**
   * Returns when every Check has its answer.
   *
   * @param answers takes each answer; any thread
   * @throws IOException if one of them was not the expected one
   */
  static Done run(
      Question question,
      CheckClient client,
      Load load,
      Predicate<RawAnswer> expected,
      Consumer<RawAnswer> answers)
      throws IOException {
    var connections = client.connections(question.keyPhase());
    long begun = System.nanoTime();
    var loop = new ClosedLoop(question, load, expected, answers);
    for (int i = 0; i < load.inFlight(); i++) {
      loop.next(connections.get(i % connections.size()));
    }
    loop.await(load.time());
    return new Done(System.nanoTime() - begun, loop.latencyNanos);
  }

  private void await(Duration time) throws IOException {
    try {
      ended.get(time.toSeconds() + 3 * DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(question.name() + ": some Checks got no answer", e);
    }
    if (!wrong.get().isEmpty()) {
      throw new IOException(question.name() + ": unexpected answer " + wrong.get());
    }
  }

  private void next(Channel connection) {
    long now = System.nanoTime();
    int number = asked.getAndIncrement();
    if (now >= endNanos || number >= checksMax || !wrong.get().isEmpty()) {
      if (open.decrementAndGet() == 0) {
        ended.complete(null);
      }
      return;
    }
    var requests = question.requests();
    var options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    ClientCalls.asyncUnaryCall(
        connection.newCall(RawMessage.CHECK, options),
        requests.get(number % requests.size()),
        new Answer(connection, now));
  }

  /** Waits for one answer. */
  private final class Answer implements StreamObserver<byte[]> {
    private final Channel connection;
    private final long askedNanos;

    Answer(Channel connection, long askedNanos) {
      this.connection = connection;
      this.askedNanos = askedNanos;
    }

    @Override
    public void onNext(byte[] message) {
      latencyNanos.recordValue(Math.min(System.nanoTime() - askedNanos, LATENCY_NANOS_MAX));
      var answer = new RawAnswer(message);
      if (expected.test(answer)) {
        answers.accept(answer);
      } else {
        wrong.compareAndSet("", answer.toString());
      }
    }

    @Override
    public void onError(Throwable failure) {
      wrong.compareAndSet("", failure.toString());
      next(connection);
    }

    @Override
    public void onCompleted() {
      next(connection);
    }
  }
}
