package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.proto.ledger.v1.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The replica's one ordered stream to the ledger: a record is in the journal before it is in here,
 * and stays here until the ledger has it. Any thread but an event loop.
 */
final class RecordStream {
  private final Journal journal;
  private final Runnable wake;
  private final Deque<Record> unacked = new ArrayDeque<>();
  private long acked;

  /** Calls {@code wake} after every append. */
  RecordStream(Journal journal, Runnable wake) {
    this.journal = journal;
    this.wake = wake;
  }

  /**
   * Starts where the ledger is, which may be before what it had acknowledged: what it lacks is read
   * from the journal again.
   *
   * @return whether the journal still has all of it
   */
  synchronized boolean resume(long watermark) throws IOException {
    acked = watermark;
    journal.skipTo(watermark);
    unacked.clear();
    journal.readStream(watermark, unacked::add);
    long first = unacked.isEmpty() ? journal.lastSeq() + 1 : unacked.getFirst().getSeq();
    return first == watermark + 1;
  }

  /**
   * Journals a record under the next seq; throws, with nothing changed, if the journal takes none.
   */
  synchronized void append(Record.Builder body) {
    var record = body.setSeq(journal.lastSeq() + 1).build();
    try {
      if (!journal.append(record)) {
        throw full();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    unacked.add(record);
    wake.run();
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
  List<Record> batch(int max) {
    return batchAfter(0, max);
  }

  /** Of what the ledger lacks as far as Reports go, what follows a seq. */
  synchronized List<Record> batchAfter(long seq, int max) {
    return unacked.stream().filter(record -> record.getSeq() > seq).limit(max).toList();
  }

  /** A copy of everything that the ledger lacks. */
  synchronized List<Record> unacked() {
    return List.copyOf(unacked);
  }

  /** Everything up to the watermark is durable at the ledger. */
  synchronized void acknowledge(long watermark) {
    while (!unacked.isEmpty() && unacked.getFirst().getSeq() <= watermark) {
      unacked.removeFirst();
    }
    acked = Math.max(acked, watermark);
  }

  /** The newest seq that was given. */
  long lastSeq() {
    return journal.lastSeq();
  }

  /** The newest seq that the ledger acknowledged; 0 before it was asked. */
  synchronized long acked() {
    return acked;
  }

  synchronized int size() {
    return unacked.size();
  }
}
