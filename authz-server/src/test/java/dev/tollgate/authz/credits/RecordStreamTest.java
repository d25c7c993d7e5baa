package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Return;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordStreamTest {
  @TempDir Path directory;

  @Test
  void whatTheLedgerLacksComesFirstThenWhatThisProcessAppended() throws IOException {
    try (var journal = open()) {
      append(new RecordStream(journal, () -> {}), 3);
    }
    try (var journal = open()) {
      var stream = new RecordStream(journal, () -> {});
      append(stream, 2);
      stream.resume(1);
      assertThat(stream.batch(10)).extracting(Record::getSeq).containsExactly(2L, 3L, 4L, 5L);
      stream.resume(4);
      assertThat(stream.batch(10)).extracting(Record::getSeq).containsExactly(5L);
    }
  }

  @Test
  void aJournalThatLostItsEndGoesOnBehindTheLedger() throws IOException {
    try (var journal = open()) {
      var stream = new RecordStream(journal, () -> {});
      stream.resume(7);
      append(stream, 1);
      assertThat(stream.batch(10)).extracting(Record::getSeq).containsExactly(8L);
    }
  }

  private static void append(RecordStream stream, int records) {
    for (int i = 0; i < records; i++) {
      stream.append(Record.newBuilder().setReturn(Return.newBuilder().setAccount("a")));
    }
  }

  private Journal open() throws IOException {
    var settings =
        new Journal.Settings(directory, 1, 64 * 1024, "boot", false, DirectExecutor::new);
    return Journal.open(settings, UUID::randomUUID, System::nanoTime);
  }
}
