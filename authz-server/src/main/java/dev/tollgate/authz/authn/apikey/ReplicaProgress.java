package dev.tollgate.authz.authn.apikey;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far this replica has read the change log, and what of that is not told yet. Telling never
 * waits for whoever writes it down: what does not fit is left out, oldest first, so that a change
 * can only seem effective later than it was. Any thread.
 */
final class ReplicaProgress {
  static final int BATCHES_MAX = 1_000;

  private final LongSupplier nanoTime;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private @Nullable Life life;
  private long readNanos;
  private boolean news;

  ReplicaProgress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * One unbroken reading of one log.
   *
   * @param begunAt the newest change that was known when it began
   */
  record Life(UUID id, long begunAt, long begunNanos) {}

  /**
   * Changes that were applied together.
   *
   * @param n the newest one's number
   */
  record Batch(long n, long appliedNanos) {}

  /**
   * What is to be told.
   *
   * @param readNanos when the log was last read
   */
  record Word(Life life, long readNanos, List<Batch> batches) {
    Word {
      batches = List.copyOf(batches);
    }
  }

  /**
   * The log is read from its end on, and nothing from before is remembered.
   *
   * @param n the newest change
   * @param nanos since when everything that is committed is known
   */
  synchronized void began(long n, long nanos) {
    batches.clear();
    life = new Life(UUID.randomUUID(), n, nanos);
    readNanos = nanos;
    wake();
  }

  /** These and all before them have just become effective. */
  synchronized void applied(long n) {
    if (batches.size() == BATCHES_MAX) {
      batches.removeFirst();
    }
    batches.add(new Batch(n, nanoTime.getAsLong()));
    wake();
  }

  /** Everything that was committed before this instant is known. */
  synchronized void read(long nanos) {
    readNanos = nanos;
  }

  private synchronized void wake() {
    news = true;
    notifyAll();
  }

  /** Returns when something is new since the last word, at the latest after so long. */
  synchronized void awaitNews(Duration atMost) throws InterruptedException {
    long endNanos = System.nanoTime() + atMost.toNanos();
    long leftNanos = atMost.toNanos();
    while (!news && leftNanos > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
      leftNanos = endNanos - System.nanoTime();
    }
  }

  /** What is to be told now; empty if nothing was read yet. */
  synchronized Optional<Word> word() {
    news = false;
    return life == null
        ? Optional.empty()
        : Optional.of(new Word(life, readNanos, List.copyOf(batches)));
  }

  /** This is written down. */
  synchronized void told(Word word) {
    if (word.life().equals(life)) {
      batches.removeAll(word.batches());
    }
  }
}
