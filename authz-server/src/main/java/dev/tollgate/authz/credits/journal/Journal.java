package dev.tollgate.authz.credits.journal;

import dev.tollgate.kit.proto.BackwardsWriter;
import dev.tollgate.proto.journal.v1.JournalRecord;
import dev.tollgate.proto.journal.v1.Start;
import dev.tollgate.proto.ledger.v1.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A replica's journal, and with it the replica's identity: a lost journal is a new replica. What
 * was appended survives the kill of the process, not the loss of power. Locked against a second
 * process.
 *
 * <p>Threads: admissions of a lane are appended by that lane's event loop alone; stream records by
 * one thread at a time; the rest from any thread.
 */
public final class Journal implements AutoCloseable {
  /**
   * How long acknowledged segments and finished journals stay, in case the ledger comes back from a
   * backup.
   */
  static final Duration RETENTION = Duration.ofMinutes(15);

  /** Lanes of little traffic start a new segment all the same, so that old ones can go. */
  private static final Duration ROTATE_AFTER = Duration.ofMinutes(5);

  private final Path directory;
  private final JournalLock lock;
  private final UUID id;
  private final String hostBoot;
  private final boolean retired;
  private volatile long epoch;
  private final JournalContents contents;
  private final Finished finished;
  private final LongSupplier nanoTime;
  private final AtomicLong lastN;
  private volatile long lastSeq;
  private final int lanes;
  private final List<Lane> admissions = new ArrayList<>();
  private final Lane stream;
  private final ExecutorService background;

  /**
   * What a journal is opened with.
   *
   * @param retired whether it may only be drained, for good
   * @param background makes what works on files that nobody waits for, one task after the other;
   *     each journal closes its own
   */
  public record Settings(
      Path directory,
      int lanes,
      int segmentBytes,
      String hostBoot,
      boolean retired,
      Supplier<ExecutorService> background) {
    Settings retiredTo(Path home) {
      return new Settings(home, lanes, segmentBytes, hostBoot, true, background);
    }
  }

  /**
   * Opens the journal in a directory, or makes a new one.
   *
   * @throws JournalException if another process has it, or if it cannot be read at all
   */
  public static Journal open(Settings settings, Supplier<UUID> newId, LongSupplier nanoTime)
      throws IOException {
    Files.createDirectories(settings.directory());
    var lock = JournalLock.take(settings.directory());
    try {
      var scan = new JournalScan(settings.directory(), nanoTime);
      var contents = scan.run();
      var known = scan.journal();
      var id = known == null ? newId.get() : known;
      return new Journal(settings, lock, id, scan, contents, nanoTime);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private Journal(
      Settings settings,
      JournalLock lock,
      UUID id,
      JournalScan scan,
      JournalContents contents,
      LongSupplier nanoTime)
      throws IOException {
    this.directory = settings.directory();
    this.lock = lock;
    this.id = id;
    this.hostBoot = settings.hostBoot();
    this.retired = settings.retired();
    this.background = settings.background().get();
    this.epoch = contents.epoch() + 1;
    this.contents = contents;
    this.finished = Finished.of(directory, id, contents);
    this.nanoTime = nanoTime;
    this.lastN = new AtomicLong(contents.lastN());
    this.lastSeq = contents.lastSeq();
    this.lanes = settings.lanes();
    for (int lane = 0; lane < lanes; lane++) {
      admissions.add(lane(settings, scan, lane));
    }
    // Lanes of a process with more event loops: nobody appends to them any more, but they still
    // age.
    for (int lane : scan.kept().keySet()) {
      if (lane >= lanes) {
        admissions.add(lane(settings, scan, lane));
      }
    }
    this.stream = lane(settings, scan, SegmentHeader.STREAM);
  }

  private Lane lane(Settings settings, JournalScan scan, int lane) throws IOException {
    return new Lane(
        number ->
            Segment.create(directory, new SegmentHeader(id, lane, number), settings.segmentBytes()),
        scan.nextNumber(lane),
        scan.kept(lane),
        () -> start(hostBoot),
        background,
        nanoTime);
  }

  private Start start(String hostBoot) {
    return Start.newBuilder()
        .setEpoch(epoch)
        .setHostBoot(hostBoot)
        .setLastN(lastN.get())
        .setLastSeq(lastSeq)
        .build();
  }

  /** Whether it may only be drained, for good. */
  public boolean retired() {
    return retired;
  }

  /** The replica's id. */
  public UUID id() {
    return id;
  }

  /** Higher than that of every earlier process of this journal, and of every {@link #nextEpoch}. */
  public long epoch() {
    return epoch;
  }

  /**
   * Goes on behind what the ledger has: this journal lost records that had been sent. By the thread
   * that appends to the stream.
   */
  public void skipTo(long seq) {
    lastSeq = Math.max(lastSeq, seq);
  }

  /**
   * Takes a higher epoch, which is in the journal before it is used; false if the journal is full.
   * By the thread that appends to the stream.
   */
  public boolean nextEpoch() throws IOException {
    long next = epoch + 1;
    var start = start(hostBoot).toBuilder().setEpoch(next);
    if (stream.append(JournalRecord.newBuilder().setStart(start).build(), lastSeq) == null) {
      return false;
    }
    epoch = next;
    return true;
  }

  /** What the processes before this one left. */
  public JournalContents contents() {
    return contents;
  }

  /** Gives out a reservation number that was never given out. */
  public long nextN() {
    return lastN.incrementAndGet();
  }

  /** The highest reservation number that was given out. */
  public long lastN() {
    return lastN.get();
  }

  /** The highest seq in the stream. */
  public long lastSeq() {
    return lastSeq;
  }

  /**
   * Appends an {@code Admit}, before whose bytes more is written. By the lane's event loop alone.
   * Its segment stays until {@link SegmentFile#closed}; it is null if the journal is full.
   */
  public @Nullable SegmentFile admit(int lane, BackwardsWriter admit) throws IOException {
    admit.message(JournalRecord.ADMIT_FIELD_NUMBER, 0);
    var file = admissions.get(lane).append(admit.array(), admit.offset(), admit.length(), 0);
    if (file != null) {
      file.opened();
    }
    return file;
  }

  /** Appends the stream's next record, whose seq must be {@code lastSeq() + 1}; false if full. */
  public boolean append(Record record) throws IOException {
    if (record.getSeq() != lastSeq + 1) {
      throw new IllegalArgumentException("seq " + record.getSeq() + " after " + lastSeq);
    }
    if (finished.under() != null) {
      finished.remove();
    }
    var entry = JournalRecord.newBuilder().setRecord(record).build();
    if (stream.append(entry, record.getSeq()) == null) {
      return false;
    }
    lastSeq = record.getSeq();
    return true;
  }

  /** Reads the stream records behind a seq that are kept: earlier processes' and this one's. */
  public StreamCursor streamBehind(long seq) {
    return new StreamCursor(stream::kept, seq);
  }

  /**
   * Deletes what nobody needs any more, makes segments that are lacking. Call it from time to time;
   * it works in the background.
   */
  public void maintain(long ackedSeq) {
    background.execute(() -> {
      long now = nanoTime.getAsLong();
      stream.makeSpare();
      long oldestAdmission = Long.MAX_VALUE;
      try {
        for (var lane : admissions.subList(lanes, admissions.size())) {
          lane.rotateIfOlder(ROTATE_AFTER.toNanos());
        }
        for (var lane : admissions) {
          lane.makeSpare();
          lane.trim(ackedSeq, now, RETENTION.toNanos(), Long.MAX_VALUE);
          oldestAdmission = Math.min(oldestAdmission, lane.oldestNanos());
        }
        // A stream record says that an admission is closed: it stays as long as the admission.
        stream.trim(ackedSeq, now, RETENTION.toNanos(), oldestAdmission);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
  }

  /** Lets old segments of quiet lanes go. Called by the lane's event loop. */
  public void rotateAdmissions(int lane) throws IOException {
    admissions.get(lane).rotateIfOlder(ROTATE_AFTER.toNanos());
  }

  /** As {@link #rotateAdmissions}, for the stream; by the thread that appends to it. */
  public void rotateStream() throws IOException {
    stream.rotateIfOlder(ROTATE_AFTER.toNanos());
  }

  /** Segments kept. */
  public int segments() {
    return stream.segments() + admissions.stream().mapToInt(Lane::segments).sum();
  }

  /**
   * Whether nobody needs it any more: the ledger has all of it, and nothing of it is open. It stays
   * for {@link #RETENTION}, then {@link Journals#open} deletes it. An append ends that.
   */
  public Finished finished() {
    return finished;
  }

  /**
   * Ends the use of the journal; nobody may be appending. The files stay as they are: to the next
   * process it is as if this one had been killed.
   */
  @Override
  public void close() throws IOException {
    background.close();
    admissions.forEach(Lane::close);
    stream.close();
    lock.close();
  }
}
