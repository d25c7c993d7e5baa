package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.TestCredits.ENVOY;
import static dev.tollgate.authz.credits.TestCredits.unsent;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.proto.ledger.v1.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads the log late, loses nothing of it. */
final class UnreadLogTest {
  private static final Duration REQUEST_TIME_MAX = Duration.ofMinutes(15);
  private static final Duration REPORT_DELAY = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofSeconds(31);

  @TempDir Path directory;
  private OneThread server;
  private ReservationId told;

  @BeforeEach
  void aRequestThatToldProgress() throws Exception {
    server = new OneThread(directory);
    server.start();
    server.run(Duration.ofMillis(100));
    told = server.admitted(6_000);
    server.settlements().progress(told, new UsageReport(usage(3, 3).facts(), true, true));
    server.run(REQUEST_TIME_MAX.plusSeconds(1));
  }

  @AfterEach
  void stop() throws Exception {
    server.kill();
  }

  private List<Record> afterTheDelay() {
    server.run(REPORT_DELAY);
    return server.lessee().applied.stream().filter(r -> !r.hasOpened() && !r.hasReturn()).toList();
  }

  private static long cost(Record record) {
    return (record.hasSettle() ? record.getSettle().getCost() : record.getCorrect().getCost())
        .getNanocredits();
  }

  @Test
  void whoseLastLineCannotComeAnyMoreIsSettledAtWhatItTold() {
    server.settlements().quiet(ENVOY, QUIET);
    assertThat(afterTheDelay()).hasSize(1).allMatch(r -> r.hasSettle() && cost(r) == 2_250);
    assertThat(server.settle(told, usage(11, 7))).isEqualTo(Result.ALREADY);
  }

  @Test
  void whoseLogIsNotReadIsDarkUntilItsLastLineIs() {
    assertThat(afterTheDelay()).hasSize(1).allMatch(Record::hasDark);
    assertThat(server.settle(told, usage(11, 7))).isEqualTo(Result.CORRECTED);
    assertThat(afterTheDelay()).last().matches(r -> r.hasCorrect() && cost(r) == 5_850);
    server.settlements().quiet(ENVOY, QUIET);
    assertThat(afterTheDelay()).hasSize(2);
  }

  @Test
  void whoseLogIsReadLateWithoutALastLineIsCorrectedToWhatItToldLast() {
    afterTheDelay();
    server.settlements().progress(told, new UsageReport(usage(4, 4).facts(), true, true));
    server.settlements().quiet(ENVOY, QUIET);
    assertThat(afterTheDelay()).hasSize(2).last().matches(r -> r.hasCorrect() && cost(r) == 3_000);
    assertThat(server.settle(told, usage(11, 7))).isEqualTo(Result.ALREADY);
  }

  @Test
  void whoseEnvoyDiedIsCorrectedToWhatItTold() {
    afterTheDelay();
    server.settlements().bootEnded(ENVOY);
    assertThat(afterTheDelay()).hasSize(2).last().matches(r -> r.hasCorrect() && cost(r) == 2_250);
  }

  @Test
  void usageOfWhatWasTakenForNeverSentGoesToTheLedger() throws Exception {
    var voided = server.admitted(10);
    server.settle(voided, unsent());
    for (int process = 0; process < 2; process++) {
      assertThat(server.settle(voided, unsent())).isEqualTo(Result.ALREADY);
      assertThat(server.settle(voided, usage(1, 1))).isEqualTo(Result.FOREIGN);
      assertThat(server.metric("tollgate_credits_usage_after_void")).isEqualTo(1);
      server.kill();
      server.start();
      server.run(Duration.ofSeconds(1));
    }
  }
}
