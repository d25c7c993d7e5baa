package dev.tollgate.authz.credits.journal;

import dev.tollgate.proto.journal.v1.JournalRecord;
import dev.tollgate.proto.journal.v1.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of one writer. Appends never touch the file system: the next segment has been made
 * and mapped beforehand, by the background executor.
 */
final class Lane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  /** Makes the segment with a number. */
  interface Maker {
    Segment make(int number) throws IOException;
  }

  private final Maker maker;
  private final Supplier<Start> start;
  private final Executor background;
  private final LongSupplier nanoTime;
  private final Deque<SegmentFile> files = new ConcurrentLinkedDeque<>();
  private final AtomicReference<@Nullable Segment> spare = new AtomicReference<>();
  private Segment active;
  private SegmentFile file;
  private int nextNumber; // the constructor's, then the background's

  Lane(
      Maker maker,
      int firstNumber,
      Iterable<SegmentFile> older,
      Supplier<Start> start,
      Executor background,
      LongSupplier nanoTime)
      throws IOException {
    this.maker = maker;
    this.start = start;
    this.background = background;
    this.nanoTime = nanoTime;
    this.nextNumber = firstNumber + 1;
    older.forEach(files::add);
    active = maker.make(firstNumber);
    file = activate(active);
    makeSpare();
  }

  /**
   * Appends one record; null if the journal is full, because no next segment could be made yet.
   * Only the lane's writer calls this.
   *
   * @param seq the record's stream number, 0 for an admission
   */
  @Nullable SegmentFile append(JournalRecord entry, long seq) throws IOException {
    var bytes = entry.toByteArray();
    return append(bytes, 0, bytes.length, seq);
  }

  /** As {@link #append(JournalRecord, long)}, of a record's bytes. */
  @Nullable SegmentFile append(byte[] entry, int offset, int length, long seq) throws IOException {
    if (!active.append(entry, offset, length)
        && !(rotate() && active.append(entry, offset, length))) {
      return null;
    }
    file.appended(nanoTime.getAsLong(), seq);
    return file;
  }

  /**
   * Starts the next segment if the active one is older than this. Only the lane's writer calls it.
   */
  void rotateIfOlder(long ageNanos) throws IOException {
    if (nanoTime.getAsLong() - file.createdNanos() >= ageNanos) {
      rotate();
    }
  }

  private boolean rotate() throws IOException {
    var next = spare.getAndSet(null);
    if (next == null) {
      return false;
    }
    file.seal();
    active.close();
    active = next;
    file = activate(next);
    background.execute(this::makeSpare);
    return true;
  }

  private SegmentFile activate(Segment segment) throws IOException {
    var first = JournalRecord.newBuilder().setStart(start.get()).build().toByteArray();
    segment.append(first, 0, first.length);
    var activated = new SegmentFile(segment.file(), nanoTime.getAsLong());
    files.add(activated);
    return activated;
  }

  /** Makes the next segment unless it is there. Background only, which is one thread. */
  void makeSpare() {
    if (spare.get() != null) {
      return;
    }
    try {
      spare.set(maker.make(nextNumber));
      nextNumber++;
    } catch (IOException e) {
      log.error(
          "No next journal segment: {}. Nothing is admitted once this one is full.", e.toString());
    }
  }

  /** When the oldest kept segment was made. */
  long oldestNanos() {
    return files.getFirst().createdNanos();
  }

  /** Deletes the oldest segments, in order, up to the first that must stay. Background only. */
  void trim(long ackedSeq, long nowNanos, long retentionNanos, long keepIfAppendedAfterNanos)
      throws IOException {
    var gone = new ArrayDeque<SegmentFile>();
    for (var candidate : files) {
      if (!candidate.mayGo(ackedSeq, nowNanos, retentionNanos)
          || candidate.lastAppendNanos() - keepIfAppendedAfterNanos >= 0) {
        break;
      }
      gone.add(candidate);
    }
    for (var candidate : gone) {
      Files.deleteIfExists(candidate.path());
      files.remove(candidate);
    }
  }

  int segments() {
    return files.size();
  }

  /** The segments that are kept, in order, the active one last. */
  List<SegmentFile> kept() {
    return List.copyOf(files);
  }

  @Override
  public void close() {
    active.close();
    var unused = spare.getAndSet(null);
    if (unused != null) {
      unused.close();
    }
  }
}
