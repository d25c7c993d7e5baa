package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A ledger that lost commits: docs/reference/leases.md, "History". */
final class HistoryTest {
  @AutoClose private static final LedgerFixture LEDGER = new LedgerFixture();

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(LEDGER.verification.run().differences()).isEmpty();
  }

  /** As a database that was copied before the replica's reports and became that copy again. */
  private void losesReportsOf(LedgerFixture.Replica replica, long watermark) throws SQLException {
    LEDGER.sql(
        "UPDATE ledger.replica SET watermark = %d WHERE id = '%s'"
            .formatted(watermark, replica.id.id()));
  }

  private static ReplicaId next(LedgerFixture.Replica replica) {
    return new ReplicaId(replica.id.id(), 0, replica.id.epoch() + 1, replica.id.caller());
  }

  private void refused(StreamRefused.Reason reason, SqlCall call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StreamRefused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  interface SqlCall {
    Object run() throws SQLException;
  }

  @Test
  void whoWasAcknowledgedMoreThanTheLedgerHasBeginsANewHistory() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    var history = LEDGER.ledger.historyId();
    replica.acquire(wallet, 10, 10);
    replica.report(replica.giveBack(wallet, 4));
    losesReportsOf(replica, 0);

    var opening = new Ledger.Opening("boot", 1, 1, history.toString(), 0);
    var opened = LEDGER.ledger.open(next(replica), opening);
    assertThat(opened.historyId()).isNotEqualTo(history).isEqualTo(LEDGER.ledger.historyId());
    assertThat(opened.watermark()).isZero();
    assertThat(opened.drainOnly()).as("it has what the ledger lacks").isFalse();
    losesReportsOf(replica, 1);
  }

  @Test
  void nothingIsGrantedOrAppliedBeforeAnOpenInTheNewHistory() throws Exception {
    var wallet = LEDGER.wallet(100);
    var other = LEDGER.replica();
    other.acquire(wallet, 10, 10);
    LEDGER.store.run(LedgerRows::newHistory);
    refused(StreamRefused.Reason.HISTORY, () -> other.acquire(wallet, 20, 10));
    refused(StreamRefused.Reason.HISTORY, () -> other.report(other.giveBack(wallet, 1)));
    var opened = LEDGER.ledger.open(next(other), new Ledger.Opening("boot", 0, 0, "", 0));
    assertThat(opened.leases()).containsExactly(new Ledger.OpenedLease(wallet, 10, 10));
    var reopened = LEDGER.new Replica(next(other));
    assertThat(reopened.acquire(wallet, 20, 10)).isInstanceOf(Grant.Granted.class);
  }

  @Test
  void anOpenThatComesAgainInTheNewHistoryDoesNotSpeakForAProcessOfTheOldOne() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    LEDGER.store.run(LedgerRows::newHistory);
    LEDGER.sql("UPDATE ledger.replica SET epoch = 0 WHERE id = '%s'".formatted(replica.id.id()));
    LEDGER.ledger.open(replica.id, new Ledger.Opening("boot", 0, 0, "", 0));

    refused(StreamRefused.Reason.HISTORY, () -> replica.acquire(wallet, 20, 10));
    var back = replica.giveBack(wallet, 1);
    refused(StreamRefused.Reason.HISTORY, () -> replica.report(back));
    refused(
        StreamRefused.Reason.HISTORY, () -> LEDGER.ledger.close(replica.owner(), List.of(back), 1));
    refused(
        StreamRefused.Reason.HISTORY,
        () -> {
          LEDGER.ledger.requireOwner(replica.owner());
          return true;
        });
    assertThat(LEDGER.new Replica(replica.id).acquire(wallet, 20, 10))
        .isInstanceOf(Grant.Granted.class);
  }

  @Test
  void aLossThatWasNoticedAlreadyIsNotNoticedAgain() throws Exception {
    var first = LEDGER.replica();
    var second = LEDGER.replica();
    var old = LEDGER.ledger.historyId().toString();
    LEDGER.ledger.open(next(first), new Ledger.Opening("boot", 5, 5, old, 0));
    var history = LEDGER.ledger.historyId();
    LEDGER.ledger.open(next(second), new Ledger.Opening("boot", 7, 7, old, 0));
    assertThat(LEDGER.ledger.historyId()).isEqualTo(history);
  }

  @Test
  void anEpochThatTheLedgerForgotMustBeOpenedAgain() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    var forgotten = LEDGER.new Replica(next(replica));
    refused(StreamRefused.Reason.HISTORY, () -> forgotten.acquire(wallet, 10, 10));
    refused(StreamRefused.Reason.HISTORY, () -> forgotten.report(forgotten.giveBack(wallet, 1)));
  }

  @Test
  void aReplicaThatTheLedgerForgotBeginsANewHistoryAndAnOrdinaryNewOneDoesNot() throws Exception {
    var history = LEDGER.ledger.historyId();
    var first = new ReplicaId(UUID.randomUUID(), 0, 1, "authz-1");
    LEDGER.ledger.open(first, new Ledger.Opening("boot", 0, 0, "", 0));
    assertThat(LEDGER.ledger.historyId()).isEqualTo(history);
    var forgotten = new ReplicaId(UUID.randomUUID(), 0, 2, "authz-1");
    LEDGER.ledger.open(forgotten, new Ledger.Opening("boot", 0, 0, history.toString(), 0));
    assertThat(LEDGER.ledger.historyId()).isNotEqualTo(history);
  }

  @Test
  void aReportThatCommitsAfterANewHistoryBeganDoesNotBindItsReplicaToIt() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    LEDGER.store.run(rows -> {
      var row = Objects.requireNonNull(rows.lockReplica(replica.id, LedgerRows.Lock.FOR_UPDATE));
      LEDGER.store.run(LedgerRows::newHistory);
      rows.saveReplica(replica.id, row.reported(1, 0, row.state()));
      return true;
    });
    refused(StreamRefused.Reason.HISTORY, () -> replica.report(replica.giveBack(wallet, 1)));
  }

  @Test
  void theLastReportWaitsForAnAcquireThatIsUnderWay() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var closing =
          LEDGER.store.run(rows -> {
            rows.lockReplica(replica.id, LedgerRows.Lock.FOR_KEY_SHARE);
            var accounts = rows.lockAccounts(List.of(wallet));
            var close = threads.submit(() -> LEDGER.ledger.close(replica.owner(), List.of(), 0));
            assertThatThrownBy(() -> close.get(300, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
            var granting = new Granting(accounts, Map.of(), Map.of());
            granting.apply(List.of(List.of(new Want(wallet, 10, 10))));
            rows.saveAccounts(accounts, granting.accounts());
            rows.saveLeases(replica.id, Map.of(), granting.leases());
            return close;
          });
      assertThatThrownBy(closing::get).hasMessageContaining("outstanding");
    }
  }

  @Test
  void aLedgerThatWokeUpOnAnotherClusterBeginsANewHistoryOnce() throws Exception {
    var history = new JdbcHistory(LEDGER.transactions);
    var before = LEDGER.ledger.historyId();
    history.check();
    history.check();
    assertThat(LEDGER.ledger.historyId()).as("the first look only remembers").isEqualTo(before);
    LEDGER.sql("UPDATE ledger.ledger SET cluster = 'cluster 1 timeline 1'");
    history.check();
    var after = LEDGER.ledger.historyId();
    assertThat(after).isNotEqualTo(before);
    history.check();
    assertThat(LEDGER.ledger.historyId()).isEqualTo(after);
  }

  @Test
  void theLastReportOfAReplicaClosesItOnlyWithEveryRecordThatItHas() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    var back = replica.giveBack(wallet, 10);
    refused(StreamRefused.Reason.GAP, () -> LEDGER.ledger.close(replica.owner(), List.of(back), 2));
    LEDGER.ledger.close(replica.owner(), List.of(back), 1);
    assertThat(Objects.requireNonNull(LEDGER.account(wallet)).leased()).isZero();
  }
}
