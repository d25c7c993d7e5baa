package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A ledger that lost commits: docs/reference/leases.md, "History". */
final class HistoryTest {
  private final LedgerFixture ledger = new LedgerFixture();

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(ledger.verification.run().differences()).isEmpty();
  }

  /** As a database that was copied before the replica's reports and became that copy again. */
  private void losesReportsOf(LedgerFixture.Replica replica, long watermark) throws SQLException {
    ledger.sql(
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
    var wallet = ledger.wallet(100);
    var replica = ledger.replica();
    var history = ledger.ledger.historyId();
    replica.acquire(wallet, 10, 10);
    replica.report(replica.giveBack(wallet, 4));
    losesReportsOf(replica, 0);

    var opening = new Ledger.Opening("boot", 1, 1, history.toString());
    var opened = ledger.ledger.open(next(replica), opening);
    assertThat(opened.historyId()).isNotEqualTo(history).isEqualTo(ledger.ledger.historyId());
    assertThat(opened.watermark()).isZero();
    assertThat(opened.drainOnly()).as("it has what the ledger lacks").isFalse();
    losesReportsOf(replica, 1);
  }

  @Test
  void nothingIsGrantedOrAppliedBeforeAnOpenInTheNewHistory() throws Exception {
    var wallet = ledger.wallet(100);
    var other = ledger.replica();
    other.acquire(wallet, 10, 10);
    ledger.store.run(LedgerRows::newHistory);
    refused(StreamRefused.Reason.HISTORY, () -> other.acquire(wallet, 20, 10));
    refused(StreamRefused.Reason.HISTORY, () -> other.report(other.giveBack(wallet, 1)));
    var opened = ledger.ledger.open(next(other), new Ledger.Opening("boot", 0, 0, ""));
    assertThat(opened.leases()).containsExactly(new Ledger.OpenedLease(wallet, 10, 10));
    var reopened = ledger.new Replica(next(other));
    assertThat(reopened.acquire(wallet, 20, 10)).isInstanceOf(Grant.Granted.class);
  }

  @Test
  void aLossThatWasNoticedAlreadyIsNotNoticedAgain() throws Exception {
    var first = ledger.replica();
    var second = ledger.replica();
    var old = ledger.ledger.historyId().toString();
    ledger.ledger.open(next(first), new Ledger.Opening("boot", 5, 5, old));
    var history = ledger.ledger.historyId();
    ledger.ledger.open(next(second), new Ledger.Opening("boot", 7, 7, old));
    assertThat(ledger.ledger.historyId()).isEqualTo(history);
  }

  @Test
  void anEpochThatTheLedgerForgotShowsTheLoss() throws Exception {
    var wallet = ledger.wallet(100);
    var replica = ledger.replica();
    var history = ledger.ledger.historyId();
    var forgotten = ledger.new Replica(next(replica));
    refused(StreamRefused.Reason.LOST, () -> forgotten.acquire(wallet, 10, 10));
    assertThat(ledger.ledger.historyId()).isNotEqualTo(history);
  }

  @Test
  void aLedgerThatWokeUpOnAnotherClusterBeginsANewHistoryOnce() throws Exception {
    var history = new JdbcHistory(ledger.transactions);
    var before = ledger.ledger.historyId();
    history.check();
    history.check();
    assertThat(ledger.ledger.historyId()).as("the first look only remembers").isEqualTo(before);
    ledger.sql("UPDATE ledger.ledger SET cluster = 'cluster 1 timeline 1'");
    history.check();
    var after = ledger.ledger.historyId();
    assertThat(after).isNotEqualTo(before);
    history.check();
    assertThat(ledger.ledger.historyId()).isEqualTo(after);
  }

  @Test
  void theLastReportOfAReplicaClosesItOnlyWithEveryRecordThatItHas() throws Exception {
    var wallet = ledger.wallet(100);
    var replica = ledger.replica();
    replica.acquire(wallet, 10, 10);
    var back = replica.giveBack(wallet, 10);
    refused(StreamRefused.Reason.GAP, () -> ledger.ledger.close(replica.id, List.of(back), 2));
    ledger.ledger.close(replica.id, List.of(back), 1);
    assertThat(Objects.requireNonNull(ledger.account(wallet)).leased()).isZero();
  }
}
