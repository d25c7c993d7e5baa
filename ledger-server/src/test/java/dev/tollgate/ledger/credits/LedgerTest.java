package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ledger's part of docs/reference/leases.md, on real PostgreSQL. */
final class LedgerTest {
  @AutoClose private static final LedgerFixture LEDGER = new LedgerFixture();

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(LEDGER.verification.run().differences()).isEmpty();
  }

  @Test
  void aThousandWantsOfTwoReplicasAgainstAHundredGetExactlyAHundred() throws Exception {
    var wallet = LEDGER.wallet(100);
    var tasks = new ArrayList<Callable<Integer>>();
    for (int thread = 0; thread < 2; thread++) {
      var replica = LEDGER.replica();
      tasks.add(() -> {
        int granted = 0;
        for (int i = 0; i < 500; i++) {
          if (replica.acquire(wallet, granted + 1, 1) instanceof Grant.Granted) {
            granted++;
          }
        }
        return granted;
      });
    }
    int granted = 0;
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var result : threads.invokeAll(tasks)) {
        granted += result.get();
      }
    }
    assertThat(granted).isEqualTo(100);
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(100);
  }

  @Test
  void aWantIsHeldElsewhereWhileOthersHoldTheCreditAndNeverOnceItIsSpent() throws Exception {
    var wallet = LEDGER.wallet(10);
    var first = LEDGER.replica();
    var second = LEDGER.replica();
    assertThat(first.acquire(wallet, 10, 10)).isInstanceOf(Grant.Granted.class);
    assertThat(second.acquire(wallet, 1, 1)).isInstanceOf(Grant.HeldElsewhere.class);
    first.report(first.settle(wallet, 10, 10, 0));
    assertThat(second.acquire(wallet, 1, 1)).isInstanceOf(Grant.Never.class);
    LEDGER.grant(wallet, 50, "top-up-" + wallet);
    assertThat(second.acquire(wallet, 1, 1)).isInstanceOf(Grant.Granted.class);
  }

  @Test
  void anUnknownWalletHasNoCredit() throws Exception {
    assertThat(LEDGER.replica().acquire("wallet:user:nobody", 1, 1))
        .isInstanceOf(Grant.Never.class);
  }

  @Test
  void aTotalThatWasGrantedGrantsNothingAgain() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 40, 40);
    var lost = replica.acquire(wallet, 40, 40);
    assertThat(lost).isInstanceOf(Grant.Granted.class);
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(40);
  }

  @Test
  void aPathIsGrantedWholeOrNotAtAll() throws Exception {
    var rich = LEDGER.wallet(100);
    var poor = LEDGER.wallet(5);
    var replica = LEDGER.replica();
    var path = List.of(new Want(rich, 10, 10), new Want(poor, 10, 10));
    assertThat(LEDGER.ledger.acquire(replica.owner(), List.of(path)).grants())
        .containsExactly(new Grant.Never(poor));
    assertThat(LEDGER.account(rich).leased()).isZero();
  }

  @Test
  @Tag("vector-6")
  void aRepeatedReportChargesOnceAndAnswersTheSameWatermark() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    var settle = replica.settle(wallet, 10, 4, 0);
    var back = replica.giveBack(wallet, 6);
    for (int i = 0; i < 3; i++) {
      assertThat(replica.report(settle, back).watermark()).isEqualTo(2);
    }
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(96);
    assertThat(LEDGER.account(wallet).leased()).isZero();
  }

  @Test
  void aHoleInTheStreamIsAGapAndChangesNothing() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    replica.settle(wallet, 10, 4, 0);
    var second = replica.giveBack(wallet, 6);
    assertThatThrownBy(() -> replica.report(second))
        .isInstanceOfSatisfying(
            StreamRefused.class, e -> assertThat(e.reason()).isEqualTo(StreamRefused.Reason.GAP));
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(100);
  }

  @Test
  @Tag("vector-5")
  void costBeyondTheHoldIsCountedAsOverrun() throws Exception {
    var wallet = LEDGER.wallet(10);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    replica.report(replica.settle(wallet, 10, 13, 0));
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(13);
    assertThat(LEDGER.account(wallet).overrun()).isEqualTo(3);
    assertThat(replica.acquire(wallet, 11, 1)).isInstanceOf(Grant.Never.class);
  }

  @Test
  void aDarkReservationIsChargedWholeAndCorrectedOnce() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    var admission = replica.admission(wallet, 10);
    replica.report(replica.dark(admission));
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(90);
    var usage =
        Usage.newBuilder()
            .setEvidence(Evidence.EVIDENCE_EXACT)
            .setTokens(TokenCounts.newBuilder().setOutput(4));
    var correct =
        Correct.newBuilder().setAdmission(admission).setCost(Vectors.oneRequest(4)).setUsage(usage);
    replica.report(replica.next().setCorrect(correct).build());
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(96);
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(6);
    var again = replica.report(replica.next().setCorrect(correct).build());
    assertThat(again.defects()).hasSize(1);
    replica.report(replica.giveBack(wallet, 6));
  }

  @Test
  void aCostThatTheLedgerDoesNotConfirmIsChargedAtTheLower() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 50, 50);
    var honest = replica.settle(wallet, 50, 4, 0);
    var inflated =
        honest.toBuilder()
            .setSettle(honest.getSettle().toBuilder().setCost(Vectors.oneRequest(40)))
            .build();
    var applied = replica.report(inflated);
    assertThat(applied.defects()).singleElement().asString().contains("computed 40");
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(96);
  }

  @Test
  @Tag("vector-15")
  void withdrawnCreditIsTakenAsItComesHome() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 70, 70);
    LEDGER.withdraw(wallet, 50, "w-" + wallet);
    assertThat(LEDGER.account(wallet).granted()).isEqualTo(70);
    assertThat(LEDGER.account(wallet).claimed()).isEqualTo(20);
    assertThat(replica.acquire(wallet, 71, 1)).isInstanceOf(Grant.HeldElsewhere.class);
    replica.report(replica.giveBack(wallet, 70));
    assertThat(LEDGER.account(wallet).granted()).isEqualTo(50);
    assertThat(LEDGER.account(wallet).claimed()).isZero();
  }

  @Test
  void aGrantIsAppliedOnceByItsKeyAndOtherContentIsRefused() throws Exception {
    var wallet = LEDGER.wallet(100);
    var key = "grant-" + wallet;
    assertThat(LEDGER.grant(wallet, 100, key))
        .isEqualTo(new JdbcMovements.Outcome.Moved(LEDGER.account(wallet), true));
    assertThat(LEDGER.grant(wallet, 101, key))
        .isEqualTo(new JdbcMovements.Outcome.OtherContent(List.of("nanocredits")));
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(100);
  }

  @Test
  void anOlderEpochIsFencedOff() throws Exception {
    var replica = LEDGER.replica();
    var newer = new ReplicaId(replica.id.id(), 0, 2, "authz-1");
    LEDGER.ledger.open(newer, new Ledger.Opening("boot", 0, 0, "", 0));
    assertThatThrownBy(() -> replica.report())
        .isInstanceOfSatisfying(
            StreamRefused.class,
            e -> assertThat(e.reason()).isEqualTo(StreamRefused.Reason.FENCED));
  }

  @Test
  void anotherCredentialCannotActForAReplica() throws Exception {
    var replica = LEDGER.replica();
    var thief = new ReplicaId(replica.id.id(), 0, 5, "authz-2");
    assertThatThrownBy(() -> LEDGER.ledger.open(thief, new Ledger.Opening("boot", 0, 0, "", 0)))
        .isInstanceOfSatisfying(
            StreamRefused.class,
            e -> assertThat(e.reason()).isEqualTo(StreamRefused.Reason.NOT_YOURS));
  }

  @Test
  void aJournalOfAnotherHostBootOrBehindTheWatermarkIsOnlyDrained() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    replica.report(replica.giveBack(wallet, 10));
    var sound = new ReplicaId(replica.id.id(), 0, 2, "authz-1");
    assertThat(LEDGER.ledger.open(sound, new Ledger.Opening("boot", 1, 0, "", 0)).drainOnly())
        .isFalse();
    var behind = new ReplicaId(replica.id.id(), 0, 3, "authz-1");
    assertThat(LEDGER.ledger.open(behind, new Ledger.Opening("boot", 0, 0, "", 0)).drainOnly())
        .isTrue();
    var other = LEDGER.replica();
    var rebooted = new ReplicaId(other.id.id(), 0, 2, "authz-1");
    assertThat(
            LEDGER.ledger.open(rebooted, new Ledger.Opening("other boot", 0, 0, "", 0)).drainOnly())
        .isTrue();
  }

  @Test
  void theLastReportClosesAReplicaThatHasReturnedEverything() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    assertThatThrownBy(() -> LEDGER.ledger.close(replica.owner(), List.of(), 0))
        .hasMessageContaining("outstanding");
    LEDGER.ledger.close(replica.owner(), List.of(replica.giveBack(wallet, 10)), 1);
    assertThatThrownBy(() -> replica.acquire(wallet, 20, 10))
        .isInstanceOfSatisfying(
            StreamRefused.class,
            e -> assertThat(e.reason()).isEqualTo(StreamRefused.Reason.CLOSED));
  }

  @Test
  @Tag("vector-7")
  void aTransactionThatDiesBeforeItsCommitIsRepeatedWithoutASecondCharge() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    var settle = replica.settle(wallet, 10, 10, 0);
    try (var blocker = LEDGER.database.connect()) {
      blocker.setAutoCommit(false);
      blocker
          .createStatement()
          .execute("SELECT 1 FROM ledger.account WHERE id = '" + wallet + "' FOR UPDATE");
      try (var threads = Executors.newSingleThreadExecutor()) {
        var report = threads.submit(() -> replica.report(settle));
        killWaiting(blocker);
        assertThatThrownBy(report::get).hasCauseInstanceOf(SQLException.class);
      }
      blocker.rollback();
    }
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(100);
    assertThat(replica.report(settle).watermark()).isEqualTo(1);
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(90);
  }

  private static void killWaiting(java.sql.Connection admin) throws SQLException {
    var sql =
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()
        """;
    try (var statement = admin.createStatement()) {
      while (true) {
        try (var rows = statement.executeQuery(sql)) {
          if (rows.next()) {
            return;
          }
        }
        Thread.onSpinWait();
      }
    }
  }
}
