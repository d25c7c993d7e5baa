package dev.tollgate.authz.credits.journal;

import dev.tollgate.authz.credits.journal.JournalContents.OpenAdmission;
import dev.tollgate.proto.journal.v1.JournalRecord;
import dev.tollgate.proto.journal.v1.Start;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads every segment of a journal directory and folds it into {@link JournalContents}. A torn tail
 * is zeroed in place; segments that were made but never used are deleted. Anything else that is
 * missing or unreadable is damage.
 */
final class JournalScan {
  private final Path directory;
  private final LongSupplier nanoTime;
  private final Map<Integer, List<SegmentFile>> kept = new TreeMap<>();
  private final Map<Integer, Integer> nextNumbers = new HashMap<>();
  private final NumberSet closed = new NumberSet();
  private final NumberSet voided = new NumberSet();
  private final Map<Long, Admission> dark = new HashMap<>();
  private final List<OpenAdmission> open = new ArrayList<>();
  private @Nullable UUID journal;
  private Start newest = Start.getDefaultInstance();
  private long lastN;
  private long lastSeq;
  private long firstSeq = -1;
  private @Nullable String damage;
  private boolean readingStream = true;

  JournalScan(Path directory, LongSupplier nanoTime) {
    this.directory = directory;
    this.nanoTime = nanoTime;
  }

  /** The stream first: it says which admissions are closed. */
  JournalContents run() throws IOException {
    readLane(SegmentHeader.STREAM, listed("stream-*.log"));
    readingStream = false;
    var admissions = new TreeMap<Integer, List<Path>>();
    for (var path : listed("admit-*.log")) {
      int lane = Integer.parseInt(path.getFileName().toString().split("-", 3)[1]);
      admissions.computeIfAbsent(lane, l -> new ArrayList<>()).add(path);
    }
    for (var lane : admissions.entrySet()) {
      readLane(lane.getKey(), lane.getValue());
    }
    return new JournalContents(
        newest.getEpoch(),
        newest.getHostBoot(),
        lastN,
        lastSeq,
        open,
        closed::contains,
        voided::contains,
        dark,
        damage);
  }

  /** The journal's id, or null if the directory holds none. */
  @Nullable UUID journal() {
    return journal;
  }

  List<SegmentFile> kept(int lane) {
    return kept.getOrDefault(lane, List.of());
  }

  Map<Integer, List<SegmentFile>> kept() {
    return kept;
  }

  int nextNumber(int lane) {
    return nextNumbers.getOrDefault(lane, 0);
  }

  private List<Path> listed(String glob) throws IOException {
    try (var paths = Files.newDirectoryStream(directory, glob)) {
      var sorted = new ArrayList<Path>();
      paths.forEach(sorted::add);
      sorted.sort(null);
      return sorted;
    }
  }

  private void readLane(int lane, List<Path> paths) throws IOException {
    SegmentReader.@Nullable Reading before = null;
    Path last = directory;
    for (var path : paths) {
      var file = new SegmentFile(path, nanoTime.getAsLong());
      var reading = SegmentReader.read(path, entry -> fold(entry, file));
      checkJournal(reading.header(), path);
      if (reading.frames() == 0 && reading.tail() == SegmentReader.Tail.CLEAN) {
        Files.delete(path);
        continue;
      }
      if (before != null) {
        checkFollows(before, reading.header(), path);
      }
      if (reading.tail() == SegmentReader.Tail.DAMAGED) {
        damaged(path.getFileName() + " is unreadable at byte " + reading.end());
      }
      file.appended(nanoTime.getAsLong(), lane == SegmentHeader.STREAM ? lastSeq : 0);
      file.seal();
      kept.computeIfAbsent(lane, l -> new ArrayList<>()).add(file);
      nextNumbers.put(lane, reading.header().number() + 1);
      before = reading;
      last = path;
    }
    if (before != null && before.tail() == SegmentReader.Tail.TORN) {
      SegmentReader.truncate(last, before.end());
    }
  }

  private void checkJournal(SegmentHeader header, Path path) throws JournalException {
    if (journal == null) {
      journal = header.journal();
    } else if (!journal.equals(header.journal())) {
      throw new JournalException(
          path.getFileName() + " belongs to another journal: give each its own directory");
    }
  }

  private void checkFollows(SegmentReader.Reading before, SegmentHeader header, Path path) {
    if (before.tail() == SegmentReader.Tail.TORN) {
      damaged("the segment before " + path.getFileName() + " is unreadable at " + before.end());
    }
    if (header.number() != before.header().number() + 1) {
      damaged("a segment before " + path.getFileName() + " is missing");
    }
  }

  private void damaged(String what) {
    if (damage == null) {
      damage = what;
    }
  }

  private void fold(JournalRecord entry, SegmentFile file) {
    switch (entry.getBodyCase()) {
      case START -> start(entry.getStart(), file);
      case ADMIT -> {
        var admit = entry.getAdmit();
        long n = admit.getAdmission().getN();
        lastN = Math.max(lastN, n);
        if (!closed.contains(n)) {
          file.opened();
          open.add(new OpenAdmission(admit, file));
        }
      }
      case RECORD -> record(entry.getRecord());
      case BODY_NOT_SET -> damaged("a record of " + file.path().getFileName() + " has no body");
    }
  }

  private void start(Start start, SegmentFile file) {
    if (start.getEpoch() >= newest.getEpoch()) {
      newest = start;
    }
    lastN = Math.max(lastN, start.getLastN());
    if (readingStream && firstSeq < 0) {
      firstSeq = start.getLastSeq(); // what came before has been acknowledged and trimmed
    } else if (start.getLastSeq() > lastSeq) {
      damaged(file.path().getFileName() + " knows of stream records that are missing");
    } else if (!readingStream && start.getLastSeq() < firstSeq) {
      damaged("the stream lacks records from the time of " + file.path().getFileName());
    }
    lastSeq = Math.max(lastSeq, start.getLastSeq());
  }

  private void record(Record record) {
    if (lastSeq != 0 && record.getSeq() != lastSeq + 1) {
      damaged("the stream jumps from seq " + lastSeq + " to " + record.getSeq());
    }
    lastSeq = record.getSeq();
    switch (record.getBodyCase()) {
      case SETTLE -> {
        var settle = record.getSettle();
        close(settle.getAdmission());
        if (settle.getUsage().getEvidence() == Evidence.EVIDENCE_VOID) {
          voided.add(settle.getAdmission().getN());
        }
      }
      case DARK -> {
        close(record.getDark().getAdmission());
        dark.put(record.getDark().getAdmission().getN(), record.getDark().getAdmission());
      }
      case CORRECT -> dark.remove(record.getCorrect().getAdmission().getN());
      case RETURN, OPENED, BODY_NOT_SET -> {}
    }
  }

  private void close(Admission admission) {
    closed.add(admission.getN());
    lastN = Math.max(lastN, admission.getN());
  }
}
