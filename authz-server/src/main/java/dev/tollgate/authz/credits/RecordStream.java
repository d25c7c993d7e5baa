package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.authz.credits.journal.StreamCursor;
import dev.tollgate.proto.ledger.v1.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The replica's one ordered stream to the ledger: a record is in the journal before it is in here,
 * and stays in the journal until the ledger has it. Only the next few thousand are in memory; what
 * follows them is read from the journal when it is their turn. Any thread but an event loop.
 */
final class RecordStream {
  static final int IN_MEMORY_MAX = 4 * LedgerCalls.RECORDS_MAX;

  private final Journal journal;
  private final Runnable wake;

  /** What follows {@link #acked} without a gap. */
  private final Deque<Record> next = new ArrayDeque<>();

  private StreamCursor further;
  private Taken taken = new Taken();
  private long acked;

  /** Calls {@code wake} after every append. */
  RecordStream(Journal journal, Runnable wake) {
    this.journal = journal;
    this.wake = wake;
    this.further = journal.streamBehind(0);
  }

  /** What the ledger lacks behind a watermark, as far as it is there now. Holds nobody up. */
  Backlog backlog(long watermark) {
    var backlog = new Backlog(journal.streamBehind(watermark), watermark, acked());
    addAll(backlog);
    return backlog;
  }

  private void addAll(Backlog backlog) {
    try {
      backlog.addUpTo(journal.lastSeq());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts where the ledger is, which may be before what it had acknowledged: what it lacks is read
   * from the journal again.
   *
   * @param backlog behind its watermark; completed here
   * @return whether the journal still has all of it
   */
  synchronized boolean resume(Backlog backlog) {
    addAll(backlog);
    acked = backlog.watermark();
    journal.skipTo(acked);
    next.clear();
    taken = backlog.taken().copy();
    if (acked < journal.lastSeq()) {
      isNeeded();
    }
    return backlog.isWhole(journal.lastSeq());
  }

  private void isNeeded() {
    try {
      journal.finished().remove();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Journals a record under the next seq; throws, with nothing changed, if the journal takes none.
   */
  synchronized void append(Record.Builder body) {
    var record = body.setSeq(journal.lastSeq() + 1).build();
    boolean follows = lastInMemory() == journal.lastSeq() && next.size() < IN_MEMORY_MAX;
    try {
      if (!journal.append(record)) {
        throw full();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    taken.add(record);
    if (follows) {
      next.add(record);
    }
    wake.run();
  }

  private long lastInMemory() {
    return next.isEmpty() ? acked : next.getLast().getSeq();
  }

  /** Takes a higher epoch; throws, with nothing changed, if the journal takes none. */
  synchronized void nextEpoch() {
    try {
      if (!journal.nextEpoch()) {
        throw full();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UncheckedIOException full() {
    return new UncheckedIOException(
        new IOException("the journal is full: its volume lacks room for the next segment"));
  }

  /** Starts the journal's next stream segment if the active one is old. */
  synchronized void rotate() {
    try {
      journal.rotateStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The oldest records that the ledger lacks. */
  synchronized List<Record> batch(int max) {
    if (next.size() < max && lastInMemory() < journal.lastSeq()) {
      readOn();
    }
    return next.stream().limit(max).toList();
  }

  private void readOn() {
    if (further.afterSeq() != lastInMemory()) {
      further = journal.streamBehind(lastInMemory());
    }
    try {
      next.addAll(further.next(journal.lastSeq(), IN_MEMORY_MAX - next.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything up to the watermark, which a batch held, is durable at the ledger. */
  synchronized void acknowledge(long watermark) {
    while (!next.isEmpty() && next.getFirst().getSeq() <= watermark) {
      taken.subtract(next.removeFirst());
    }
    acked = Math.max(acked, watermark);
  }

  /** What the records behind a watermark take of an account; of those that the ledger lacks. */
  synchronized long taken(String account, long watermark) {
    var applied = new Taken();
    next.stream().filter(record -> record.getSeq() <= watermark).forEach(applied::add);
    return taken.of(account) - applied.of(account);
  }

  /** What the records that the ledger lacks take of all wallets. */
  synchronized long takenOfWallets() {
    return taken.ofWallets();
  }

  synchronized int inMemory() {
    return next.size();
  }

  /** The newest seq that was given. */
  long lastSeq() {
    return journal.lastSeq();
  }

  /** The newest seq that the ledger acknowledged; 0 before it was asked. */
  synchronized long acked() {
    return acked;
  }

  /** How many records the ledger lacks. */
  synchronized long size() {
    return Math.max(0, journal.lastSeq() - acked);
  }
}
