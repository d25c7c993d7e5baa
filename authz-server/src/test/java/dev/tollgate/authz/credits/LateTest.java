package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.TestCredits.unsent;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica that the ledger has ended tells what it still has, and a new one admits. */
final class LateTest {
  private static final Duration HEARTBEAT = Duration.ofSeconds(11);

  @TempDir Path directory;
  private OneThread server;
  private String journal;

  @BeforeEach
  void start() throws Exception {
    server = new OneThread(directory);
    server.start();
    server.run(Duration.ofMillis(100));
    journal = server.journal();
  }

  @AfterEach
  void stop() throws Exception {
    server.kill();
  }

  private void restartEnded(String reason) throws Exception {
    server.ledger.end(journal, reason);
    server.run(HEARTBEAT);
    assertThat(server.unfit).isEqualTo(1);
    assertThat(server.reserve(1)).isInstanceOf(HoldOutcome.Unavailable.class);
    server.kill();
    server.start();
    server.run(HEARTBEAT);
    assertThat(server.journal()).isNotEqualTo(journal);
    server.admitted(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONDEMNED", "CLOSED"})
  void allThatIsKeptGoesByLateAndThenWhatItsHoldsComeTo(String reason) throws Exception {
    var open = server.admitted(6_000);
    var reported = server.admitted(6_000);
    server.settle(reported, usage(11, 7));
    server.run(HEARTBEAT);
    restartEnded(reason);
    assertThat(told()).contains(reported.n()).doesNotContain(open.n());
    assertThat(server.settle(reported, usage(11, 7))).isEqualTo(Result.ALREADY);
    assertThat(server.settle(open, usage(1, 1))).isEqualTo(Result.SETTLED);
    server.run(HEARTBEAT);
    assertThat(told()).contains(open.n()).doesNotHaveDuplicates();
    assertThat(server.ledger.lates).allMatch(late -> late.getReplica().equals(journal));
  }

  @Test
  void noCallTellsMoreThanAThousandRecords() throws Exception {
    var outcomes = new ArrayList<HoldOutcome>();
    for (int i = 0; i < 1_001; i++) {
      server
          .replica()
          .reservations()
          .reserve(TestCredits.request(OneThread.WALLET, 1), outcomes::add);
    }
    server.run(Duration.ofSeconds(1));
    for (var outcome : outcomes) {
      if (outcome instanceof HoldOutcome.Admitted(var id, var _, var _)) {
        server.settle(id, unsent());
      }
    }
    server.ledger.away(true);
    restartLater();
    assertThat(server.ledger.lates)
        .extracting(LateRequest::getRecordsCount)
        .startsWith(1_000, 1)
        .allMatch(records -> records <= 1_000);
  }

  private void restartLater() throws Exception {
    server.ledger.away(false);
    server.ledger.end(journal, "CONDEMNED");
    server.run(HEARTBEAT);
    server.kill();
    server.start();
    server.run(HEARTBEAT);
  }

  @Test
  void aLedgerThatForgotIsToldAllOfItAgain() throws Exception {
    var reported = server.admitted(10);
    server.settle(reported, unsent());
    restartEnded("CONDEMNED");
    assertThat(told()).containsOnlyOnce(reported.n());
    server.ledger.newHistory();
    server.run(Duration.ofMinutes(2));
    assertThat(told()).containsSequence(reported.n()).hasSize(2);
  }

  @Test
  void aLedgerThatForgotTheEndTooIsReportedTo() throws Exception {
    var reported = server.admitted(10);
    server.settle(reported, unsent());
    var copy = server.ledger.copy();
    restartEnded("CONDEMNED");
    server.ledger.forgetEnds();
    server.ledger.restore(copy, true);
    server.run(Duration.ofMinutes(2));
    assertThat(server.ledger.lessee(journal).applied)
        .extracting(record -> record.getSettle().getAdmission().getN())
        .contains(reported.n());
  }

  @Test
  void aJournalThatHasToldEverythingStaysForFifteenMinutes() throws Exception {
    var open = server.admitted(10);
    restartEnded("CONDEMNED");
    server.stop();
    server.start();
    server.run(HEARTBEAT);
    assertThat(server.settle(open, unsent())).isEqualTo(Result.SETTLED);
    server.stop();
    server.start();
    server.run(HEARTBEAT);
    assertThat(server.settle(open, unsent())).isEqualTo(Result.ALREADY);
    server.run(Duration.ofMinutes(15));
    server.stop();
    server.start();
    server.run(HEARTBEAT);
    assertThat(server.settle(open, unsent())).isEqualTo(Result.FOREIGN);
    assertThat(directory.resolve("retired")).isEmptyDirectory();
  }

  @Test
  void whatAFinishedJournalToldIsToldAgainOnlyUnderAnotherHistory() throws Exception {
    var reported = server.admitted(10);
    server.settle(reported, unsent());
    restartEnded("CONDEMNED");
    server.stop();
    server.start();
    server.run(HEARTBEAT);
    assertThat(told()).containsOnlyOnce(reported.n());
    server.ledger.newHistory();
    server.run(Duration.ofMinutes(2));
    assertThat(told()).containsExactly(reported.n(), reported.n());
  }

  @Test
  void aRestoredLedgerEndsTheMarkOfAJournalThatItLacks() throws Exception {
    server.settle(server.admitted(10), unsent());
    restartEnded("CONDEMNED");
    server.stop();
    server.start();
    server.ledger.newHistory();
    server.run(HEARTBEAT);
    server.kill();
    server.run(Duration.ofMinutes(16));
    server.start();
    assertThat(directory.resolve("retired").resolve(journal)).isNotEmptyDirectory();
  }

  private List<Long> told() {
    return server.ledger.lates.stream()
        .flatMap(late -> late.getRecordsList().stream())
        .filter(Record::hasSettle)
        .map(record -> record.getSettle().getAdmission().getN())
        .toList();
  }
}
