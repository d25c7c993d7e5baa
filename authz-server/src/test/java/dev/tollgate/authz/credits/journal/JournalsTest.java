package dev.tollgate.authz.credits.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.proto.ledger.v1.Admission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalsTest {
  @TempDir Path directory;
  private final Instant now = Instant.parse("2026-01-31T23:55:00Z");

  @Test
  void aSoundJournalIsTakenUpAgain() throws IOException {
    var journal = admitOne("boot-1");
    var journals = open("boot-1");
    assertThat(journals.current().id()).isEqualTo(journal);
    assertThat(journals.retired()).isEmpty();
    close(journals);
  }

  @Test
  void aJournalOfAnotherBootIsRetiredForGood() throws IOException {
    var journal = admitOne("boot-1");
    for (var boot : new String[] {"boot-2", "boot-2", "boot-1"}) {
      var journals = open(boot);
      assertThat(journals.current().id()).isNotEqualTo(journal);
      var retired = journals.retired().stream().filter(old -> old.id().equals(journal)).toList();
      assertThat(retired).hasSize(1);
      assertThat(retired.getFirst().contents().open()).hasSize(1);
      close(journals);
    }
  }

  @Test
  void aMoveThatWasInterruptedIsFinished() throws IOException {
    var journal = admitOne("boot-1");
    Journals.retire(directory, journal);
    var home = directory.resolve("retired").resolve(journal.toString());
    Files.move(directory.resolve("stream-00000000.log"), home.resolve("stream-00000000.log"));
    var journals = open("boot-1");
    assertThat(journals.current().id()).isNotEqualTo(journal);
    assertThat(journals.retired()).hasSize(1);
    assertThat(journals.retired().getFirst().contents().damage()).isNull();
    assertThat(journals.retired().getFirst().contents().open()).hasSize(1);
    close(journals);
  }

  @Test
  void aHomeThatHoldsNothingAnyMoreIsRemoved() throws IOException {
    Journals.retire(directory, UUID.randomUUID());
    close(open("boot-1"));
    assertThat(directory.resolve("retired")).isEmptyDirectory();
  }

  @Test
  void aDirectoryInUseIsLeftAlone() throws IOException {
    var journals = open("boot-1");
    assertThatThrownBy(() -> open("boot-2"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("in use");
    close(journals);
    assertThat(directory.resolve("retired")).doesNotExist();
  }

  private UUID admitOne(String boot) throws IOException {
    var journals = open(boot);
    var journal = journals.current();
    var admission = Admission.newBuilder().setN(journal.nextN());
    assertThat(journal.admit(0, JournalTest.written(admission))).isNotNull();
    close(journals);
    return journal.id();
  }

  private Journals open(String boot) throws IOException {
    var settings =
        new Journal.Settings(
            directory, 1, 64 * 1024, boot, false, Executors::newSingleThreadExecutor);
    return Journals.open(settings, UUID::randomUUID, System::nanoTime, () -> now);
  }

  private static void close(Journals journals) throws IOException {
    journals.current().close();
    for (var retired : journals.retired()) {
      retired.close();
    }
  }
}
