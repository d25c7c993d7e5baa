package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.TestCredits.ENVOY;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request is charged whose end nobody saw. */
final class DarkPriceTest {
  private static final long HOLD = 6_000;
  private static final Duration QUIET = Duration.ofSeconds(31);
  private static final Duration LONG = Duration.ofMinutes(18);

  @TempDir Path directory;
  private OneThread server;

  /** How many records of the ledger are of no interest any more. */
  private int looked;

  @BeforeEach
  void start() throws Exception {
    server = new OneThread(directory);
  }

  @AfterEach
  void stop() throws Exception {
    server.kill();
  }

  private void startWith(DarkPrice policy) throws Exception {
    server.darkPrice = policy;
    server.start();
    server.run(Duration.ofMillis(100));
  }

  /** Streams of 100 bytes a token, requests of 10. */
  private void learn() throws Exception {
    for (int tokens = 2; tokens <= 8; tokens += 2) {
      var exact = usage(4, tokens).facts();
      var traffic = new Traffic(true, 40, 100L * tokens, true, false, false);
      server.settle(server.admitted(HOLD), new UsageReport(exact, true, false, traffic));
    }
    looked += records().size();
  }

  private ReservationId cutAfter(long bytes) throws Exception {
    var id = server.admitted(HOLD);
    var traffic = new Traffic(true, 40, bytes, true, true, false);
    var facts = Usage.newBuilder().setStatus(200).build();
    server.settlements().progress(id, new UsageReport(facts, true, true, traffic));
    return id;
  }

  /** Those that ended a request since it was last learned. */
  private List<Record> records() {
    server.run(Duration.ofSeconds(1));
    return server.lessee().applied.stream()
        .filter(r -> !r.hasOpened() && !r.hasReturn())
        .skip(looked)
        .toList();
  }

  private void requireCorrectedTo(Evidence evidence, long cost) {
    var records = records();
    assertThat(records).hasSize(2);
    assertThat(records.getFirst().getDark().getUsage().getError()).isEqualTo("no last line");
    var correct = records.getLast().getCorrect();
    assertThat(correct.getUsage().getEvidence()).isEqualTo(evidence);
    assertThat(correct.getUsage().getError()).isEqualTo("no last line");
    assertThat(correct.getCost().getNanocredits()).isEqualTo(cost);
  }

  @Test
  void anEstimateIsWhatItsBytesTellAndNothingCorrectsIt() throws Exception {
    startWith(DarkPrice.ESTIMATE);
    learn();
    var id = cutAfter(300);
    server.settlements().bootEnded(ENVOY);
    requireCorrectedTo(Evidence.EVIDENCE_ESTIMATED, 4 * 150 + 3 * 600);
    assertThat(server.settle(id, usage(11, 7))).isEqualTo(Result.ALREADY);
  }

  @Test
  void anEstimateIsNeverAboveTheHold() throws Exception {
    startWith(DarkPrice.ESTIMATE);
    learn();
    cutAfter(100_000);
    server.settlements().bootEnded(ENVOY);
    requireCorrectedTo(Evidence.EVIDENCE_ESTIMATED, HOLD);
  }

  @Test
  void withoutAnyLineOrKnowledgeItStaysDarkAndItsLastLineCounts() throws Exception {
    startWith(DarkPrice.ESTIMATE);
    var told = cutAfter(300); // nothing is known of the model yet
    server.settlements().bootEnded(ENVOY);
    assertThat(records()).singleElement().matches(Record::hasDark);
    looked = 1;
    learn();
    var silent = server.admitted(HOLD);
    server.settlements().bootEnded(ENVOY);
    assertThat(records()).singleElement().matches(Record::hasDark);
    assertThat(server.settle(told, usage(1, 1))).isEqualTo(Result.CORRECTED);
    assertThat(server.settle(silent, usage(1, 1))).isEqualTo(Result.CORRECTED);
  }

  @Test
  void whoseLogIsReadLateIsEstimatedThen() throws Exception {
    startWith(DarkPrice.ESTIMATE);
    learn();
    cutAfter(300);
    server.run(LONG);
    assertThat(records()).singleElement().matches(Record::hasDark);
    server.settlements().quiet(ENVOY, QUIET);
    requireCorrectedTo(Evidence.EVIDENCE_ESTIMATED, 4 * 150 + 3 * 600);
  }

  @Test
  void withZeroItIsFree() throws Exception {
    startWith(DarkPrice.ZERO);
    cutAfter(300);
    server.settlements().bootEnded(ENVOY);
    requireCorrectedTo(Evidence.EVIDENCE_ZERO, 0);
  }

  @Test
  void withHoldItsHoldIsChargedUntilItsLastLineComes() throws Exception {
    startWith(DarkPrice.HOLD);
    learn();
    var id = cutAfter(300);
    server.settlements().bootEnded(ENVOY);
    assertThat(records()).singleElement().matches(Record::hasDark);
    assertThat(server.settle(id, usage(1, 1))).isEqualTo(Result.CORRECTED);
  }
}
