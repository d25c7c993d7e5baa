package dev.tollgate.authz.credits.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.kit.proto.BackwardsWriter;
import dev.tollgate.proto.journal.v1.Admit;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Dark;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Settle;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
  private static final int SEGMENT_BYTES = 64 * 1024;

  @TempDir Path directory;
  private final AtomicLong nanos = new AtomicLong(1);

  @Test
  void admissionsSurviveAndClosedOnesDoNot() throws IOException {
    UUID id;
    try (var journal = open()) {
      id = journal.id();
      admit(journal, 0);
      admit(journal, 1);
      admit(journal, 0);
      settle(journal, 2);
    }
    try (var journal = open()) {
      assertThat(journal.id()).isEqualTo(id);
      assertThat(journal.epoch()).isEqualTo(2);
      assertThat(openNumbers(journal)).containsExactlyInAnyOrder(1L, 3L);
      assertThat(journal.contents().damage()).isNull();
      assertThat(journal.nextN()).isEqualTo(4);
      assertThat(journal.lastSeq()).isEqualTo(1);
    }
  }

  @Test
  void darkReservationsAreKnownUntilTheyAreCorrected() throws IOException {
    try (var journal = open()) {
      admit(journal, 0);
      var dark = Dark.newBuilder().setAdmission(Admission.newBuilder().setN(1));
      assertThat(journal.append(Record.newBuilder().setSeq(1).setDark(dark).build())).isTrue();
    }
    try (var journal = open()) {
      assertThat(journal.contents().open()).isEmpty();
      assertThat(journal.contents().dark()).containsOnlyKeys(1L);
    }
  }

  @Test
  void theStreamIsReadAgainFromASeqOn() throws IOException {
    try (var journal = open()) {
      for (int i = 1; i <= 5; i++) {
        admit(journal, 0);
        settle(journal, i);
      }
    }
    try (var journal = open()) {
      var records = journal.streamBehind(3);
      assertThat(records.next(5, 10)).extracting(Record::getSeq).containsExactly(4L, 5L);
      assertThat(records.next(5, 10)).isEmpty();
    }
  }

  @Test
  void aTornTailIsTruncatedAndTheNextProcessGoesOn() throws IOException {
    Path segment;
    try (var journal = open()) {
      admit(journal, 0);
      admit(journal, 0);
      segment = directory.resolve("admit-0-00000000.log");
    }
    overwrite(segment, endOfFrames(segment) + 12, "half of a frame".getBytes(UTF));
    for (int start = 0; start < 2; start++) {
      try (var journal = open()) {
        assertThat(journal.contents().damage()).isNull();
        assertThat(openNumbers(journal)).containsExactlyInAnyOrder(1L, 2L);
      }
    }
  }

  @Test
  void aByteThatChangedBeforeTheTailIsDamage() throws IOException {
    try (var journal = open()) {
      admit(journal, 0);
      admit(journal, 0);
    }
    var segment = directory.resolve("admit-0-00000000.log");
    overwrite(segment, endOfFrames(segment) / 2 + 8, new byte[] {1, 2, 3});
    try (var journal = open()) {
      assertThat(journal.contents().damage())
          .contains("admit-0-00000000.log")
          .contains("unreadable");
    }
  }

  @Test
  void aStreamSegmentThatIsMissingIsDamage() throws IOException {
    try (var journal = open()) {
      admit(journal, 0);
      settle(journal, 1);
    }
    open().close();
    Files.delete(directory.resolve("stream-00000000.log"));
    try (var journal = open()) {
      assertThat(journal.contents().damage()).isNotNull();
    }
  }

  @Test
  void aSecondProcessIsRefused() throws IOException {
    var first = open();
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("in use");
    first.close();
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    try (var journal = open()) {
      admit(journal, 0);
    }
    overwrite(directory.resolve("admit-0-00000000.log"), 4, new byte[] {0, 0, 0, 9});
    assertThatThrownBy(this::open).hasMessageContaining("newer release");
  }

  @Test
  void oldSegmentsGoAndNumbersStayUnique() throws IOException {
    long admitted = 0;
    try (var journal = open()) {
      while (journal.segments() < 7) {
        var file = admit(journal, 0);
        admitted++;
        settle(journal, admitted);
        file.closed();
      }
      await()
          .pollInSameThread()
          .until(() -> {
            nanos.addAndGet(Duration.ofMinutes(16).toNanos());
            rotateAll(journal); // as far as the next segments are made by now
            journal.maintain(journal.lastSeq());
            return Files.notExists(directory.resolve("admit-0-00000000.log"))
                && Files.notExists(directory.resolve("stream-00000000.log"));
          });
    }
    try (var journal = open()) {
      assertThat(journal.contents().damage()).isNull();
      assertThat(journal.contents().open()).isEmpty();
      assertThat(journal.nextN()).isEqualTo(admitted + 1);
      assertThat(journal.lastSeq()).isEqualTo(admitted);
    }
  }

  @Test
  void theLanesOfAProcessWithMoreLoopsHoldNothingBack() throws IOException {
    try (var journal = open(3)) {
      admit(journal, 2);
      settle(journal, 1);
    }
    try (var journal = open(2)) {
      await()
          .pollInSameThread()
          .until(() -> {
            nanos.addAndGet(Duration.ofMinutes(16).toNanos());
            rotateAll(journal);
            journal.maintain(journal.lastSeq());
            return Files.notExists(directory.resolve("admit-2-00000001.log"))
                && Files.notExists(directory.resolve("stream-00000001.log"));
          });
    }
  }

  private static void rotateAll(Journal journal) throws IOException {
    journal.rotateAdmissions(0);
    journal.rotateAdmissions(1);
    journal.rotateStream();
  }

  private static final java.nio.charset.Charset UTF = java.nio.charset.StandardCharsets.UTF_8;

  private Journal open() throws IOException {
    return open(2);
  }

  private Journal open(int lanes) throws IOException {
    var settings =
        new Journal.Settings(
            directory, lanes, SEGMENT_BYTES, "boot", false, Executors::newSingleThreadExecutor);
    return Journal.open(settings, UUID::randomUUID, nanos::incrementAndGet);
  }

  /** An {@code Admit}, as the lease book hands it over. */
  static BackwardsWriter written(Admission.Builder admission) {
    var writer = new BackwardsWriter(1);
    writer.prepared(Admit.newBuilder().setAdmission(admission).build().toByteArray());
    return writer;
  }

  private static SegmentFile admit(Journal journal, int lane) throws IOException {
    var admission = Admission.newBuilder().setN(journal.nextN()).setModel("m".repeat(300));
    SegmentFile file = null;
    while (file == null) { // the next segment is made in the background
      file = journal.admit(lane, written(admission));
    }
    return file;
  }

  private static void settle(Journal journal, long n) throws IOException {
    var settle = Settle.newBuilder().setAdmission(Admission.newBuilder().setN(n));
    var record = Record.newBuilder().setSeq(journal.lastSeq() + 1).setSettle(settle).build();
    while (!journal.append(record)) {
      Thread.onSpinWait();
    }
  }

  private static Iterable<Long> openNumbers(Journal journal) {
    return journal.contents().open().stream()
        .map(open -> open.admit().getAdmission().getN())
        .toList();
  }

  private static int endOfFrames(Path segment) throws IOException {
    return SegmentReader.read(segment, entry -> {}).end();
  }

  private static void overwrite(Path file, long position, byte[] bytes) throws IOException {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(position);
      access.write(bytes);
    }
  }
}
