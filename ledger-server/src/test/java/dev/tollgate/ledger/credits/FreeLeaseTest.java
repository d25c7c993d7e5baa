package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.credits.LedgerFixture.Replica;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lease that is granted ahead of requests, and how it is asked back, on real PostgreSQL. */
final class FreeLeaseTest {
  @AutoClose private static final LedgerFixture LEDGER = new LedgerFixture();

  private String wallet = "";
  private Replica first;
  private Replica second;

  @BeforeEach
  void grantOneHundred() throws SQLException {
    wallet = LEDGER.wallet(100);
    first = LEDGER.replica();
    second = LEDGER.replica();
  }

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(LEDGER.verification.run().differences()).isEmpty();
  }

  @Test
  void itIsGrantedWholeOrNotAtAll() throws SQLException {
    assertThat(free(first, 26)).isZero();
    assertThat(free(first, 25)).isEqualTo(25);
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(25);
  }

  @Test
  void everyGrantLeavesHalfOfAFairShareForWhoeverComesLater() throws SQLException {
    assertThat(free(first, 25)).isEqualTo(25);
    // 75 are left, shared by two and one who may come: half of a third.
    assertThat(free(second, 13)).isZero();
    assertThat(free(second, 12)).isEqualTo(12);
    // What was granted before counts as before: 63 are left.
    assertThat(free(first, 25 + 11)).isEqualTo(25);
    assertThat(free(first, 25 + 10)).isEqualTo(35);
  }

  @Test
  void exactWantsOfTheSameBatchComeFirst() throws SQLException {
    var paths = List.of(List.of(new Want(wallet, 90, 90)), List.of(new Want(wallet, 100, 0)));
    var acquired = LEDGER.ledger.acquire(first.owner(), paths);
    assertThat(acquired.grants()).containsExactly(new Grant.Granted(), new Grant.Granted());
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(90);
    assertThat(acquired.accounts().getFirst().scarce()).isFalse();
  }

  @Test
  void whatSomebodyNeededAndDidNotFindMakesTheAccountScarce() throws SQLException {
    free(first, 25);
    var refused = acquire(second, 76, 76);
    assertThat(refused.grants()).containsExactly(new Grant.HeldElsewhere(wallet));
    assertThat(refused.accounts().getFirst().scarce()).isTrue();
    assertThat(free(first, 26)).isEqualTo(25);
    assertThat(acquire(second, 5, 5).grants()).containsExactly(new Grant.Granted());
    LEDGER.tenSecondsPass(wallet);
    assertThat(free(first, 26)).isEqualTo(26);
  }

  @Test
  void whoeverHasSomeOfAScarceAccountIsAskedForIt() throws SQLException {
    free(first, 25);
    acquire(second, 76, 76);
    assertThat(LEDGER.recalls.lessees(wallet)).containsExactly(first.id.id());
    assertThat(LEDGER.recalls.accounts(first.id)).containsExactly(wallet);
    assertThat(LEDGER.recalls.accounts(second.id)).isEmpty();
    assertThat(first.report().recalls()).containsExactly(wallet);
    var other = LEDGER.wallet(10);
    first.acquire(other, 1, 1);
    assertThat(first.report(first.giveBack(other, 1)).recalls()).isEmpty();
    assertThat(first.report(first.giveBack(wallet, 24)).recalls()).containsExactly(wallet);
    assertThat(first.report(first.giveBack(wallet, 1)).recalls()).isEmpty();
    assertThat(acquire(second, 100, 100).grants()).containsExactly(new Grant.Granted());
  }

  @Test
  void aClockThatWasSetBackDoesNotMakeScarcityLast() throws SQLException {
    free(first, 25);
    LEDGER.scarceUntil(wallet, "1 hour");
    assertThat(free(first, 26)).isEqualTo(26);
    acquire(second, 99, 99);
    assertThat(free(first, 27)).isEqualTo(26);
  }

  @Test
  void anUnknownAccountGrantsNoneAndASuspendedOneIsAskedBack() throws SQLException {
    var nobody = "wallet:user:nobody-" + wallet.substring(12);
    assertThat(
            LEDGER
                .ledger
                .acquire(first.owner(), List.of(List.of(new Want(nobody, 5, 0))))
                .accounts())
        .isEmpty();
    free(second, 20);
    LEDGER.suspend(wallet);
    assertThat(free(first, 5)).isZero();
    assertThat(second.report().recalls()).containsExactly(wallet);
    second.report(second.giveBack(wallet, 20));
  }

  /** Asks for a total beyond what requests need; the total afterwards. */
  private long free(Replica replica, long total) throws SQLException {
    return acquire(replica, total, 0).accounts().getFirst().grantedTotal();
  }

  private Ledger.Acquired acquire(Replica replica, long total, long shortfall) throws SQLException {
    return LEDGER.ledger.acquire(
        replica.owner(), List.of(List.of(new Want(wallet, total, shortfall))));
  }
}
