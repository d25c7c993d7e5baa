package dev.tollgate.authz.credits.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Settle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal is deleted when nobody needs it, and none other, wherever a kill falls. */
final class FinishedTest {
  private static final String BOOT = "boot-1";
  private static final String HISTORY = "history-1";

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-31T23:55:00Z");

  @Test
  void aJournalThatNobodyNeedsAnyMoreStaysForFifteenMinutes() throws IOException {
    var journal = finishOne();
    for (int minutes = 0; minutes < 15; minutes += 7) {
      var journals = open();
      assertThat(journals.current().id()).isNotEqualTo(journal);
      assertThat(journals.retired()).extracting(Journal::id).containsExactly(journal);
      var retired = journals.retired().getFirst();
      assertThat(retired.retired()).isTrue();
      assertThat(retired.finished().under()).isEqualTo(HISTORY);
      retired.finished().set(HISTORY, retired.lastSeq(), now); // the first time counts
      close(journals);
      now = now.plus(Duration.ofMinutes(7));
    }
    var journals = open();
    assertThat(journals.retired()).isEmpty();
    assertThat(directory.resolve("retired")).isEmptyDirectory();
    close(journals);
  }

  @Test
  void aJournalThatIsNeededAgainStaysUntilItIsNot() throws IOException {
    var journals = open();
    var journal = journals.current();
    journal.finished().set(HISTORY, journal.lastSeq(), now);
    journal.finished().remove();
    admit(journal);
    close(journals);
    now = now.plus(Duration.ofDays(1));
    journals = open();
    assertThat(journals.retired()).isEmpty();
    assertThat(journals.current().contents().open()).hasSize(1);
    close(journals);
  }

  @Test
  void anAppendEndsTheMark() throws IOException {
    var journal = finishOne();
    var journals = open();
    settle(journals.retired().getFirst(), 2);
    assertThat(home(journal).resolve("finished")).doesNotExist();
    close(journals); // as a kill leaves it
    now = now.plus(Duration.ofDays(1));
    journals = open();
    assertThat(journals.retired()).extracting(Journal::id).containsExactly(journal);
    assertThat(journals.retired().getFirst().lastSeq()).isEqualTo(2);
    close(journals);
  }

  @Test
  void aMarkOfAnEarlierStateOfTheJournalIsNone() throws IOException {
    var journal = finishOne();
    var journals = open();
    var mark = home(journal).resolve("finished");
    var before = Files.readAllBytes(mark);
    settle(journals.retired().getFirst(), 2);
    close(journals);
    Files.write(mark, before);
    assertNothingIsDeletedAfterADay(journal);
  }

  @Test
  void aMarkOfAnotherJournalIsNone() throws IOException {
    finishOne();
    var mark = Files.readAllBytes(directory.resolve("finished"));
    var journals = open();
    admit(journals.current());
    close(journals);
    Files.write(directory.resolve("finished"), mark);
    now = now.plus(Duration.ofDays(1));
    var next = open();
    assertThat(next.current().id()).isEqualTo(journals.current().id());
    assertThat(next.current().contents().open()).hasSize(1);
    assertThat(directory.resolve("finished")).doesNotExist();
    close(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2026-01-31T23:55:00Z", "{}", "null"})
  void aDamagedMarkIsNone(String text) throws IOException {
    var journal = finishOne();
    close(open());
    Files.write(home(journal).resolve("finished"), text.getBytes(UTF_8));
    assertNothingIsDeletedAfterADay(journal);
  }

  /** Every set of files that a kill in the middle of the move may have left behind. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aKillWhileAFinishedJournalIsMovedLosesNothing(int moved) throws IOException {
    var journal = finishOne();
    var home = Files.createDirectories(home(journal));
    var files = List.of("finished", "admit-0-00000000.log", "stream-00000000.log");
    for (int i = 0; i < files.size(); i++) {
      if ((moved & 1 << i) != 0) {
        Files.move(directory.resolve(files.get(i)), home.resolve(files.get(i)));
      }
    }
    var journals = open();
    admit(journals.current());
    assertThat(journals.current().id()).isNotEqualTo(journal);
    assertThat(journals.retired()).extracting(Journal::id).containsExactly(journal);
    assertThat(journals.retired().getFirst().contents().damage()).isNull();
    assertThat(journals.retired().getFirst().contents().closed().test(1)).isTrue();
    close(journals);
    now = now.plus(Duration.ofDays(1));
    var next = open();
    assertThat(next.current().id()).isEqualTo(journals.current().id());
    assertThat(next.current().contents().open()).hasSize(1);
    close(next);
  }

  /** Half of a journal would tell of reservations that never ended. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aKillWhileAJournalIsDeletedLeavesNoneOfIt(int deleted) throws IOException {
    var journal = finishOne();
    close(open());
    var gone = home(journal).resolveSibling(journal + ".gone");
    Files.move(home(journal), gone);
    var files = List.of("finished", "admit-0-00000000.log", "stream-00000000.log");
    for (int i = 0; i < files.size(); i++) {
      if ((deleted & 1 << i) != 0) {
        Files.delete(gone.resolve(files.get(i)));
      }
    }
    var journals = open();
    assertThat(journals.retired()).isEmpty();
    assertThat(directory.resolve("retired")).isEmptyDirectory();
    close(journals);
  }

  private void assertNothingIsDeletedAfterADay(UUID journal) throws IOException {
    now = now.plus(Duration.ofDays(1));
    var journals = open();
    assertThat(journals.retired()).extracting(Journal::id).containsExactly(journal);
    assertThat(home(journal).resolve("finished")).doesNotExist();
    close(journals);
  }

  private Path home(UUID journal) {
    return directory.resolve("retired").resolve(journal.toString());
  }

  /** One reservation, which has ended; the replica has left. */
  private UUID finishOne() throws IOException {
    var journals = open();
    var journal = journals.current();
    admit(journal);
    settle(journal, 1);
    journal.finished().set(HISTORY, journal.lastSeq(), now);
    close(journals);
    return journal.id();
  }

  private static void admit(Journal journal) throws IOException {
    var admission = Admission.newBuilder().setN(journal.nextN());
    assertThat(journal.admit(0, JournalTest.written(admission))).isNotNull();
  }

  private static void settle(Journal journal, long seq) throws IOException {
    var settle = Settle.newBuilder().setAdmission(Admission.newBuilder().setN(1));
    assertThat(journal.append(Record.newBuilder().setSeq(seq).setSettle(settle).build())).isTrue();
  }

  private Journals open() throws IOException {
    var settings =
        new Journal.Settings(
            directory, 1, 64 * 1024, BOOT, false, Executors::newSingleThreadExecutor);
    return Journals.open(settings, UUID::randomUUID, System::nanoTime, () -> now);
  }

  private static void close(Journals journals) throws IOException {
    journals.current().close();
    for (var retired : journals.retired()) {
      retired.close();
    }
  }
}
