package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Return;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.UUID;
import java.util.stream.LongStream;
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
      stream.resume(stream.backlog(1));
      assertThat(stream.batch(10)).extracting(Record::getSeq).containsExactly(2L, 3L, 4L, 5L);
      stream.resume(stream.backlog(4));
      assertThat(stream.batch(10)).extracting(Record::getSeq).containsExactly(5L);
    }
  }

  @Test
  void aJournalThatLostItsEndGoesOnBehindTheLedger() throws IOException {
    try (var journal = open()) {
      var stream = new RecordStream(journal, () -> {});
      stream.resume(stream.backlog(7));
      append(stream, 1);
      assertThat(stream.batch(10)).extracting(Record::getSeq).containsExactly(8L);
    }
  }

  @Test
  void moreThanAFewThousandRecordsAreInTheJournalAloneUntilTheirTurn() throws IOException {
    int all = 3 * RecordStream.IN_MEMORY_MAX;
    try (var journal = open()) {
      var stream = new RecordStream(journal, () -> {});
      append(stream, all / 2);
      var sent = new ArrayList<Long>();
      for (var batch = stream.batch(700); !batch.isEmpty(); batch = stream.batch(700)) {
        assertThat(stream.inMemory()).isLessThanOrEqualTo(RecordStream.IN_MEMORY_MAX);
        batch.forEach(record -> sent.add(record.getSeq()));
        stream.acknowledge(batch.getLast().getSeq());
        append(stream, Math.min(500, all - (int) stream.lastSeq()));
      }
      assertThat(sent).containsExactlyElementsOf(LongStream.rangeClosed(1, all).boxed().toList());
      assertThat(stream.size()).isZero();
      assertThat(stream.taken("wallet:a", 0)).isZero();
    }
  }

  @Test
  void whatTheLedgerLacksIsAddedUpThoughItIsNotInMemory() throws IOException {
    try (var journal = open()) {
      var stream = new RecordStream(journal, () -> {});
      append(stream, 10_000);
      var backlog = stream.backlog(1_000);
      append(stream, 5);
      assertThat(stream.resume(backlog)).isTrue();
      assertThat(backlog.taken().of("wallet:a")).isEqualTo(9_005);
      assertThat(stream.takenOfWallets()).isEqualTo(9_005);
      assertThat(stream.batch(1_000)).last().extracting(Record::getSeq).isEqualTo(2_000L);
      assertThat(stream.taken("wallet:a", 1_500)).isEqualTo(8_505);
    }
  }

  @Test
  void recordsThatAreGoneAreMissed() throws IOException {
    try (var journal = open()) {
      append(new RecordStream(journal, () -> {}), 3_000);
    }
    Files.delete(directory.resolve("stream-00000000.log"));
    try (var journal = open()) {
      var stream = new RecordStream(journal, () -> {});
      assertThat(stream.resume(stream.backlog(0))).isFalse();
      assertThat(stream.resume(stream.backlog(2_999))).isTrue();
    }
  }

  private static void append(RecordStream stream, int records) {
    for (int i = 0; i < records; i++) {
      stream.append(
          Record.newBuilder().setReturn(Return.newBuilder().setAccount("wallet:a").setAmount(1)));
    }
  }

  private Journal open() throws IOException {
    var settings =
        new Journal.Settings(directory, 1, 64 * 1024, "boot", false, DirectExecutor::new);
    return Journal.open(settings, UUID::randomUUID, System::nanoTime);
  }
}
