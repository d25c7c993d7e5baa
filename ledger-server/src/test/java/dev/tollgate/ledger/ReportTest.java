package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.Verdict;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Apply: what each record does to accounts, leases and charges. */
final class ReportTest {
  private static TestLedger ledger;
  private String wallet = "";
  private TestReplica replica;

  @BeforeAll
  static void start() {
    ledger = TestLedger.start();
  }

  @AfterAll
  static void stop() {
    ledger.close();
  }

  @BeforeEach
  void grantOneHundred() {
    wallet = "wallet:user:" + UUID.randomUUID();
    ledger.grant(wallet, 100);
    replica = ledger.open();
  }

  @AfterEach
  void theBooksHold() {
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  @Test
  void aSettlementChargesItsCostAndTheReturnFreesTheRest() {
    replica.hold(wallet, 10);
    var answer =
        replica.report(
            replica.settle(replica.admission(10, wallet), 4), replica.giveBack(wallet, 6));

    assertThat(answer.getWatermark()).isEqualTo(2);
    assertThat(answer.getPricesVersion()).isEqualTo(1);
    var account = ledger.balance(wallet);
    assertThat(account.getPosted()).isEqualTo(4);
    assertThat(account.getLeased()).isZero();
    assertThat(account.getBalance()).isEqualTo(96);
    assertThat(account.getOverrun()).isZero();
  }

  @Test
  void anExtensionCoversWhatExceedsTheHoldAndElseItIsOverrun() {
    replica.hold(wallet, 15);
    var extended = replica.admission(10, wallet);
    replica.report(replica.settle(extended, 13, 3, TestReplica.exact(13)));
    assertThat(ledger.balance(wallet).getOverrun()).isZero();
    assertThat(ledger.balance(wallet).getLeased()).isEqualTo(2);

    replica.hold(wallet, 8);
    replica.report(replica.settle(replica.admission(10, wallet), 13, 0, TestReplica.exact(13)));
    var account = ledger.balance(wallet);
    assertThat(account.getOverrun()).isEqualTo(3);
    assertThat(account.getPosted()).isEqualTo(26);
    assertThat(account.getLeased()).isZero();
    // What was overrun is missing for the next hold.
    assertThat(replica.hold(wallet, 75)).isEqualTo(Verdict.VERDICT_NEVER);
    assertThat(replica.hold(wallet, 74)).isEqualTo(Verdict.VERDICT_GRANTED);
  }

  @Test
  void aDarkReservationIsChargedWholeAndCorrectedWhenUsageArrives() throws SQLException {
    replica.hold(wallet, 10);
    var admission = replica.admission(10, wallet);
    replica.report(replica.dark(admission));
    assertThat(ledger.balance(wallet).getPosted()).isEqualTo(10);

    replica.report(replica.correct(admission, 3), replica.giveBack(wallet, 7));
    var account = ledger.balance(wallet);
    assertThat(account.getPosted()).isEqualTo(3);
    assertThat(account.getLeased()).isZero();
    assertThat(charges()).isEqualTo(1);
    var charge = newest();
    assertThat(charge.getKind()).isEqualTo("corrected");
    assertThat(charge.getCost().getNanocredits()).isEqualTo(3);
    assertThat(charge.getBalanceAfter()).isEqualTo(97);
  }

  @Test
  void darkAndItsCorrectionMayComeInOneReport() {
    replica.hold(wallet, 10);
    var admission = replica.admission(10, wallet);
    replica.report(
        replica.dark(admission), replica.correct(admission, 13), replica.opened(admission));
    assertThat(ledger.balance(wallet).getPosted()).isEqualTo(13);
    assertThat(ledger.balance(wallet).getOverrun()).isEqualTo(3);
    assertThat(newest().getKind()).isEqualTo("corrected");
  }

  @Test
  void aVoidReservationLeavesAChargeOfNothingAndNoEntry() throws SQLException {
    replica.hold(wallet, 10);
    replica.report(replica.voided(replica.admission(10, wallet)), replica.giveBack(wallet, 10));
    assertThat(newest().getKind()).isEqualTo("void");
    assertThat(newest().getCost()).isEqualTo(Amounts.getDefaultInstance());
    assertThat(entries()).isEqualTo(1); // the grant
    assertThat(ledger.balance(wallet).getBalance()).isEqualTo(100);
  }

  @Test
  void whereReplicaAndLedgerDisagreeOnTheCostTheLowerIsChargedAndMarked() throws SQLException {
    replica.hold(wallet, 20);
    replica.report(
        replica.settle(replica.admission(10, wallet), 9, 0, TestReplica.exact(4)),
        replica.settle(replica.admission(10, wallet), 4, 0, TestReplica.exact(9)));
    var account = ledger.balance(wallet);
    assertThat(account.getPosted()).isEqualTo(8);
    // The lease follows what the replica took, so that both go on agreeing on it.
    assertThat(account.getLeased()).isEqualTo(7);
    assertThat(
            ledger.number(
                "SELECT count(*) FROM ledger.charge WHERE reported_nanocredits IS NOT NULL"
                    + of(wallet)))
        .isEqualTo(2);
  }

  @Test
  void aCostThatTheLedgerCannotComputeIsChargedUpToTheHold() {
    replica.hold(wallet, 10);
    var admission = replica.admission(10, wallet).toBuilder().setModel("unheard-of").build();
    replica.report(replica.settle(admission, 12));
    assertThat(ledger.balance(wallet).getPosted()).isEqualTo(10);
  }

  @Test
  void aReservationThatIsChargedAlreadyIsNeverChargedAgain() throws SQLException {
    replica.hold(wallet, 30);
    var admission = replica.admission(10, wallet);
    replica.report(replica.settle(admission, 4));
    replica.report(replica.settle(admission, 4), replica.dark(admission));
    replica.report(replica.correct(admission, 9));
    assertThat(ledger.balance(wallet).getPosted()).isEqualTo(4);
    // None of the three took anything: what a wrong replica says frees no credit.
    assertThat(ledger.balance(wallet).getLeased()).isEqualTo(26);
    assertThat(charges()).isEqualTo(1);
  }

  @Test
  void whatTheLeaseLacksIsOverrunAndNoRecordIsEverStuckOnIt() {
    replica.hold(wallet, 5);
    var answer =
        replica.report(
            replica.settle(replica.admission(10, wallet), 8), replica.giveBack(wallet, 50));
    assertThat(answer.getWatermark()).isEqualTo(2);
    var account = ledger.balance(wallet);
    assertThat(account.getPosted()).isEqualTo(8);
    assertThat(account.getOverrun()).isEqualTo(3);
    assertThat(account.getLeased()).isZero();
  }

  @Test
  void aChargeOnAWalletThatTheLedgerLostIsKept() {
    var lost = "wallet:user:" + UUID.randomUUID();
    replica.report(
        replica.voided(replica.admission(0, lost)), replica.settle(replica.admission(9, lost), 7));
    assertThat(ledger.balance(lost).getBalance()).isEqualTo(-7);
    assertThat(ledger.balance(lost).getOverrun()).isEqualTo(7);
  }

  private long charges() throws SQLException {
    return ledger.number("SELECT count(*) FROM ledger.charge WHERE true" + of(wallet));
  }

  private long entries() throws SQLException {
    return ledger.number("SELECT count(*) FROM ledger.entry WHERE account = '" + wallet + "'");
  }

  private static String of(String wallet) {
    return " AND path[1] = '" + wallet + "'";
  }

  private dev.tollgate.proto.ledger.v1.Charge newest() {
    return ledger
        .admin()
        .listUsage(ListUsageRequest.newBuilder().setAccount(wallet).setPageSize(1).build())
        .getCharges(0);
  }
}
