package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Opened;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Silent replicas and what still comes of them: docs/reference/leases.md, "Verdict". */
final class VerdictTest {
  @AutoClose private static final LedgerFixture LEDGER = new LedgerFixture();

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(LEDGER.verification.run().differences()).isEmpty();
  }

  private Admission named(LedgerFixture.Replica replica, String wallet, long hold)
      throws SQLException {
    var admission = replica.admission(wallet, hold);
    replica.report(replica.next().setOpened(Opened.newBuilder().setAdmission(admission)).build());
    return admission;
  }

  @Test
  void lateUsageOnAnotherPathThanItsDarkChargeChargesNothing() throws Exception {
    var wallet = LEDGER.wallet(100);
    var other = LEDGER.wallet(100);
    var lost = LEDGER.replica();
    lost.acquire(wallet, 40, 40);
    var dark = named(lost, wallet, 10);
    LEDGER.endings.condemn(new Heartbeat(lost.id, 1, 0));
    var moved = dark.toBuilder().setPath(0, other).build();
    var late = LEDGER.endings.late(lost.id, List.of(lost.settle(moved, 4, 0)));
    assertThat(late.charges()).isEmpty();
    assertThat(late.defects()).singleElement().asString().contains(wallet, other);
    assertThat(LEDGER.account(other).posted()).isZero();
  }

  @Test
  void theVerdictChargesWhatTheOwnerSaidOfTheAdmissionNotTheReader() throws Exception {
    var wallet = LEDGER.wallet(100);
    var lost = LEDGER.replica();
    lost.acquire(wallet, 40, 40);
    var admission = named(lost, wallet, 10);
    var read = admission.toBuilder().setPath(0, LEDGER.wallet(100)).clearKeyId().build();
    LEDGER.endings.forward(lost.id, List.of(LEDGER.foreign(lost, read, 7)));
    LEDGER.endings.condemn(new Heartbeat(lost.id, 1, 0));
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(7);
  }

  @Test
  void aVerdictIsKeptForGoodWithWhatItFound() throws Exception {
    var wallet = LEDGER.wallet(100);
    var lost = LEDGER.replica();
    lost.acquire(wallet, 40, 40);
    named(lost, wallet, 10);
    LEDGER.endings.condemn(new Heartbeat(lost.id, 1, 0));
    var found =
        "SELECT FROM ledger.verdict WHERE replica = '%s' AND epoch = 1 AND heartbeat = 1 AND server <> ''"
                .formatted(lost.id.id())
            + " AND settled = 0 AND dark = 1 AND accounts = ARRAY['%s'] AND ceilings = ARRAY[30::bigint]"
                .formatted(wallet);
    assertThat(LEDGER.exists(found)).isTrue();
    assertThatThrownBy(() -> LEDGER.sql("DELETE FROM ledger.verdict"))
        .hasMessageContaining("append-only");
  }

  @Test
  void aReplicaForWhichUsageWaitsIsNotClosed() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    var admission = replica.admission(wallet, 10);
    replica.report(replica.dark(admission));
    LEDGER.endings.forward(replica.id, List.of(LEDGER.foreign(replica, admission, 7)));
    assertThatThrownBy(() -> LEDGER.ledger.close(replica.owner(), List.of(), 1))
        .hasMessageContaining("others read");
    var rest = List.of(replica.correct(admission, 7), replica.giveBack(wallet, 3));
    LEDGER.ledger.close(replica.owner(), rest, 3);
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(7);
  }

  @Test
  void aHeartbeatThatWasSeenAndIsNotTheNewestCondemnsNobody() throws Exception {
    var replica = LEDGER.replica();
    var seen = new Heartbeat(replica.id, 0, 0);
    replica.report();
    assertThat(LEDGER.endings.condemn(seen)).isNull();
    assertThat(LEDGER.ledger.report(replica.owner(), 2, List.of()).watermark()).isZero();
  }

  @Test
  void aCondemnedReplicaIsGrantedNothingAndReportsNothing() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 40, 40);
    LEDGER.endings.condemn(new Heartbeat(replica.id, 0, 0));
    assertThatThrownBy(() -> replica.acquire(wallet, 50, 10))
        .isInstanceOfSatisfying(StreamRefused.class, VerdictTest::isCondemned);
    assertThatThrownBy(() -> replica.report(replica.giveBack(wallet, 1)))
        .isInstanceOfSatisfying(StreamRefused.class, VerdictTest::isCondemned);
  }

  private static void isCondemned(StreamRefused refused) {
    assertThat(refused.reason()).isEqualTo(StreamRefused.Reason.CONDEMNED);
  }

  @Test
  @Tag("vector-10")
  void usageThatCameByAnotherRoadIsChargedByTheVerdictAndTheRestIsInTheCeiling() throws Exception {
    var wallet = LEDGER.wallet(100);
    var lost = LEDGER.replica();
    lost.acquire(wallet, 40, 40);
    var admission = named(lost, wallet, 10);
    var usage = LEDGER.foreign(lost, admission, 7);
    LEDGER.endings.forward(lost.id, List.of(usage));
    assertThat(LEDGER.account(wallet).posted()).isZero();

    var verdict = LEDGER.endings.condemn(new Heartbeat(lost.id, 1, 0));
    assertThat(verdict).isEqualTo(new Verdict(lost.id, 1, 0, Map.of(wallet, 33L)));
    var account = LEDGER.account(wallet);
    assertThat(account.posted()).isEqualTo(7);
    assertThat(account.leased()).isZero();
    assertThat(account.darkCeiling()).isEqualTo(33);

    assertThat(LEDGER.endings.forward(lost.id, List.of(usage)).charges()).isEmpty();
    assertThat(LEDGER.account(wallet)).isEqualTo(account);
  }

  @Test
  @Tag("vector-11")
  void lateUsageChargesNoMoreThanThereIsRoomForAndTheRestIsWrittenOff() throws Exception {
    var wallet = LEDGER.wallet(100);
    var lost = LEDGER.replica();
    lost.acquire(wallet, 40, 40);
    var dark = named(lost, wallet, 10);
    var unknown = lost.admission(wallet, 20);
    LEDGER.endings.condemn(new Heartbeat(lost.id, 1, 0));
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(10);

    var other = LEDGER.replica();
    other.acquire(wallet, 88, 88);
    LEDGER.endings.late(lost.id, List.of(lost.settle(dark, 13, 0), lost.settle(unknown, 5, 0)));
    var account = LEDGER.account(wallet);
    assertThat(account.posted()).as("10 of the dark one, 2 that were free").isEqualTo(12);
    assertThat(account.writtenOff()).isEqualTo(6);
    assertThat(account.posted() + account.leased()).isLessThanOrEqualTo(account.granted());
    assertThat(account.overrun()).isZero();
  }

  @Test
  void lateUsageThatLowersADarkChargeGivesBackAndRaisesTheCeiling() throws Exception {
    var wallet = LEDGER.wallet(100);
    var lost = LEDGER.replica();
    lost.acquire(wallet, 40, 40);
    var dark = named(lost, wallet, 10);
    LEDGER.endings.condemn(new Heartbeat(lost.id, 1, 0));
    assertThat(LEDGER.account(wallet).darkCeiling()).isEqualTo(30);
    var settle = lost.settle(dark, 4, 0);
    assertThat(LEDGER.endings.late(lost.id, List.of(settle)).charges()).hasSize(1);
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(4);
    assertThat(LEDGER.account(wallet).darkCeiling()).isEqualTo(36);
    assertThat(LEDGER.endings.late(lost.id, List.of(settle)).charges()).isEmpty();
  }

  @Test
  void aReplicaThatLeftInOrderMayStillTellWhatADarkRequestCost() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    var admission = replica.admission(wallet, 10);
    LEDGER.ledger.close(replica.owner(), List.of(replica.dark(admission)), 1);
    LEDGER.endings.late(replica.id, List.of(replica.settle(admission, 3, 0)));
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(3);
    assertThat(LEDGER.account(wallet).darkCeiling()).as("nothing was lost").isZero();
  }

  @Test
  void nothingIsLateWhileTheReplicaMayReport() throws Exception {
    var wallet = LEDGER.wallet(100);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 10, 10);
    var settle = replica.settle(wallet, 10, 3, 0);
    assertThatThrownBy(() -> LEDGER.endings.late(replica.id, List.of(settle)))
        .isInstanceOf(StreamRefused.class)
        .hasMessageContaining("live");
  }

  @Test
  void aLiveOwnerHearsOfItsUsageUntilItIsCharged() throws Exception {
    var wallet = LEDGER.wallet(100);
    var owner = LEDGER.replica();
    owner.acquire(wallet, 20, 20);
    var admission = owner.admission(wallet, 10);
    var usage = LEDGER.foreign(owner, admission, 7);
    LEDGER.endings.forward(owner.id, List.of(usage));
    LEDGER.endings.forward(owner.id, List.of(usage));
    assertThat(owner.report().foreignUsage()).containsExactly(usage);
    assertThat(owner.report(owner.dark(admission)).foreignUsage()).containsExactly(usage);
    var correct = owner.correct(admission, 7);
    assertThat(owner.report(correct).foreignUsage()).isEmpty();
    LEDGER.endings.forward(owner.id, List.of(usage));
    assertThat(owner.report().foreignUsage()).isEmpty();
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(7);
  }

  @Test
  void withdrawnCreditLeavesWhenTheVerdictBringsItHome() throws Exception {
    var wallet = LEDGER.wallet(100);
    var lost = LEDGER.replica();
    lost.acquire(wallet, 70, 70);
    LEDGER.withdraw(wallet, 50, "withdraw-" + wallet);
    assertThat(LEDGER.account(wallet).granted()).isEqualTo(70);
    LEDGER.endings.condemn(new Heartbeat(lost.id, 0, 0));
    assertThat(LEDGER.account(wallet).granted()).isEqualTo(50);
    assertThat(LEDGER.account(wallet).claimed()).isZero();
  }

  @Test
  void whatWasNamedBeforeAdmissionsWereKeptIsDarkToo() throws Exception {
    var wallet = LEDGER.wallet(100);
    var lost = LEDGER.replica();
    lost.acquire(wallet, 40, 40);
    named(lost, wallet, 10);
    LEDGER.sql("UPDATE ledger.open_reservation SET admission = NULL");
    var verdict = LEDGER.endings.condemn(new Heartbeat(lost.id, 1, 0));
    assertThat(verdict).isEqualTo(new Verdict(lost.id, 0, 1, Map.of(wallet, 30L)));
    assertThat(LEDGER.account(wallet).posted()).isEqualTo(10);
  }
}
