package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.OneThread.WALLET;
import static dev.tollgate.authz.credits.TestCredits.ENVOY;
import static dev.tollgate.authz.credits.TestCredits.unsent;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.proto.ledger.v1.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger that lost commits is told of them again, and nothing of before it counts. */
final class HistoryTest {
  private static final Duration HEARTBEAT = Duration.ofSeconds(11);

  @TempDir Path directory;
  private OneThread server;

  @BeforeEach
  void start() throws Exception {
    server = new OneThread(directory);
    server.start();
    server.run(Duration.ofMillis(100));
  }

  @AfterEach
  void stop() throws Exception {
    server.kill();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasLostIsSentAgainAndAdmissionGoesOn(boolean announced) {
    var settled = server.admitted(6_000);
    var open = server.admitted(50);
    var copy = server.ledger.copy();
    server.settle(settled, usage(11, 7));
    server.run(HEARTBEAT);
    var before = server.lessee();
    server.ledger.restore(copy, announced);
    server.settle(open, unsent());
    server.run(HEARTBEAT);
    assertThat(server.lessee()).isNotSameAs(before);
    assertThat(server.lessee().applied).startsWith(before.applied.toArray(Record[]::new));
    assertThat(server.metric("tollgate_credits_forgotten_records"))
        .isEqualTo(before.applied.size());
    assertThat(server.metric("tollgate_credits_forgotten_nanocredits")).isEqualTo(5_850);
    assertThat(server.settle(settled, usage(11, 7))).isEqualTo(Result.ALREADY);
    server.settle(server.admitted(7), unsent());
    server.run(HEARTBEAT.multipliedBy(2));
    assertThat(server.lessee().outstanding(WALLET)).isZero();
    assertThat(server.unfit + server.restarts).isZero();
  }

  @Test
  void aGrantOfBeforeIsNothingAfterwards() {
    var copy = server.ledger.copy();
    server.ledger.holdReplies(true);
    var outcomes = new ArrayList<HoldOutcome>();
    server.replica().reservations().reserve(TestCredits.request(WALLET, 40), outcomes::add);
    server.ledger.restore(copy, true);
    server.run(HEARTBEAT);
    assertThat(server.ledger.opens).hasSize(2);
    server.ledger.heldReplies.forEach(Runnable::run);
    server.run(Duration.ofMillis(20));
    assertThat(outcomes).singleElement().isInstanceOf(HoldOutcome.Unavailable.class);
    server.ledger.holdReplies(false);
    server.admitted(40);
    assertThat(server.lessee().outstanding(WALLET)).isEqualTo(40);
  }

  @Test
  void whileTheReplicaIsNotOpenAgainNothingIsAdmitted() {
    server.admitted(10);
    var copy = server.ledger.copy();
    server.ledger.restore(copy, true);
    assertThat(server.reserve(10)).isInstanceOf(HoldOutcome.Unavailable.class);
    server.ledger.away(true);
    server.run(HEARTBEAT);
    assertThat(server.reserve(10)).isInstanceOf(HoldOutcome.Unavailable.class);
    server.ledger.away(false);
    server.run(HEARTBEAT);
    server.admitted(10);
  }

  @Test
  void onlyAnEpochThatTheLedgerHasAnsweredSpeaks() {
    server.ledger.holdReplies(true);
    var outcomes = new ArrayList<HoldOutcome>();
    server.replica().reservations().reserve(TestCredits.request(WALLET, 40), outcomes::add);
    server.replica().reservations().reserve(TestCredits.request(WALLET, 41), outcomes::add);
    server.ledger.refuseNextReport("HISTORY");
    while (!server.ledger.refusals.isEmpty()) {
      server.run(Duration.ofMillis(10));
    }
    server.ledger.away(true);
    server.run(Duration.ofSeconds(5));
    assertThat(server.ledger.opens).hasSizeGreaterThan(2);
    server.ledger.heldReplies.remove().run();
    server.run(Duration.ofSeconds(5));
    assertThat(outcomes).hasSize(2).hasOnlyElementsOfType(HoldOutcome.Unavailable.class);
    assertThat(server.ledger.acquireEpochs).containsExactly(1L);
    assertThat(server.ledger.watchEpochs).containsExactly(1L);
    server.ledger.away(false);
    server.ledger.holdReplies(false);
    server.run(HEARTBEAT);
    server.admitted(1_000);
    long answered = server.lessee().epoch;
    assertThat(server.ledger.acquireEpochs).containsExactly(1L, answered);
    assertThat(server.ledger.watchEpochs).containsExactly(1L, answered);
  }

  @Test
  void aJournalThatHoldsMoreThanItsLeaseIsRetiredAndANewOneAdmits() throws Exception {
    var empty = server.ledger.copy();
    var journal = server.journal();
    var held = server.admitted(6_000);
    server.ledger.restore(empty, true);
    server.run(HEARTBEAT);
    assertThat(server.unfit).isEqualTo(1);
    assertThat(server.reserve(1)).isInstanceOf(HoldOutcome.Unavailable.class);
    server.kill();
    server.start();
    server.run(HEARTBEAT);
    assertThat(server.journal()).isNotEqualTo(journal);
    server.admitted(1);
    assertThat(server.settle(held, usage(1, 1))).isEqualTo(Result.SETTLED);
  }

  @Test
  void theLeaseMustSufficeAfterEveryRecordThatIsSentAgain() {
    server.settle(server.admitted(5_000), unsent());
    var copy = server.ledger.copy();
    server.admitted(6_000);
    server.replica().settlements().bootEnded(ENVOY);
    server.run(Duration.ofSeconds(1));
    var dark = List.copyOf(server.lessee().applied).getLast().getDark().getAdmission();
    var reservation =
        new ReservationId(dark.getDay(), UUID.fromString(server.journal()), dark.getN());
    assertThat(server.settle(reservation, usage(1, 1))).isEqualTo(Result.CORRECTED);
    server.run(Duration.ofSeconds(1));
    server.ledger.restore(copy, true);
    // Noticed by an Acquire, and so before anything that is free now goes back.
    assertThat(server.reserve(1_000_000)).isInstanceOf(HoldOutcome.Unavailable.class);
    server.run(Duration.ofSeconds(1));
    assertThat(server.unfit).isEqualTo(1);
  }

  @Test
  void aGapThoughTheLedgerLostNothingEndsTheProcess() {
    server.ledger.refuseNextReport("GAP");
    server.settle(server.admitted(10), unsent());
    server.run(Duration.ofSeconds(1));
    assertThat(server.restarts).isEqualTo(1);
    assertThat(server.reserve(1)).isInstanceOf(HoldOutcome.Unavailable.class);
  }

  @Test
  void aFreshProcessSaysNothingOfBeforeAndALaterOpenWhatWasAcknowledged() {
    server.settle(server.admitted(10), unsent());
    server.run(Duration.ofSeconds(1));
    long acked = server.lessee().watermark();
    server.ledger.refuseNextReport("HISTORY");
    server.run(HEARTBEAT);
    var opens = server.ledger.opens;
    assertThat(opens).extracting(open -> open.getAcked()).containsExactly(0L, acked);
    assertThat(opens).extracting(open -> open.getHistoryId()).containsExactly("", "history-1");
    assertThat(opens).extracting(open -> open.getReportWithinMs()).containsOnly(1_020_000L);
  }
}
