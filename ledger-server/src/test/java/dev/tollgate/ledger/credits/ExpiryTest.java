package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Grants that expire, on real PostgreSQL, by a clock that the test sets. */
final class ExpiryTest {
  @AutoClose private static final LedgerFixture LEDGER = new LedgerFixture();
  private static final Duration DAY = Duration.ofDays(1);

  private Instant today = Instant.EPOCH;
  private String wallet = "";

  @BeforeEach
  void aWalletWithHundredThatNeverExpire() throws SQLException {
    today = LEDGER.now.get();
    wallet = LEDGER.wallet(100);
  }

  @AfterEach
  void theBooksHold() throws SQLException {
    assertThat(LEDGER.verification.run().differences()).isEmpty();
  }

  private void grant(long nanocredits, int days) throws SQLException {
    LEDGER.grantUntil(wallet, nanocredits, today.plus(DAY.multipliedBy(days)));
  }

  private void spend(LedgerFixture.Replica replica, long cost) throws SQLException {
    long total = LEDGER.account(wallet).leased();
    assertThat(replica.acquire(wallet, replica.granted + cost, cost))
        .isInstanceOf(Grant.Granted.class);
    replica.granted += cost;
    replica.report(replica.settle(wallet, cost, cost, 0));
    assertThat(LEDGER.account(wallet).leased()).isEqualTo(total);
  }

  private void expireAfter(int days) throws SQLException {
    LEDGER.now.set(today.plus(DAY.multipliedBy(days)));
    LEDGER.expiry.run(LEDGER.now.get());
  }

  /** What is left of grants that expire, in the order they were made. */
  private List<Long> left() throws SQLException {
    return Objects.requireNonNull(LEDGER.grants.list(wallet, Long.MAX_VALUE, 50))
        .grants()
        .reversed()
        .stream()
        .map(JdbcGrantList.Listed::remaining)
        .filter(Objects::nonNull)
        .toList();
  }

  @Test
  void theFirstToExpireIsSpentFirstAndTheRestLast() throws Exception {
    grant(20, 9);
    grant(20, 3);
    var replica = LEDGER.replica();
    spend(replica, 15);
    assertThat(left()).containsExactly(20L, 5L);
    spend(replica, 15);
    assertThat(left()).containsExactly(10L, 0L);
    spend(replica, 15);
    assertThat(left()).containsExactly(0L, 0L);
    assertThat(LEDGER.account(wallet).unexpiring()).isEqualTo(95);
  }

  @Test
  void whatWasSpentBeforeAGrantWasNotSpentFromIt() throws Exception {
    grant(20, 9);
    spend(LEDGER.replica(), 15);
    grant(20, 3);
    assertThat(left()).containsExactly(5L, 20L);
  }

  @Test
  void expiryTakesWhatIsLeftWithAnEntryAndNothingElse() throws Exception {
    grant(20, 3);
    grant(20, 9);
    spend(LEDGER.replica(), 15);
    expireAfter(3);
    assertThat(left()).containsExactly(0L, 20L);
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(120);
    assertThat(LEDGER.account(wallet).claimed()).isZero();
    assertThat(entries("kind = 'expiry' AND amount = -5")).isEqualTo(1);
    LEDGER.expiry.run(LEDGER.now.get());
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(120);
  }

  @Test
  void aGrantThatIsSpentExpiresWithoutAnEntry() throws Exception {
    grant(20, 3);
    spend(LEDGER.replica(), 20);
    expireAfter(4);
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(100);
    assertThat(entries("kind = 'expiry'")).isZero();
  }

  @Test
  @Tag("vector-15")
  void whatIsLeasedCanStillBeSpentAndTheRestOfItIsTakenAsItComesHome() throws Exception {
    grant(50, 3);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 130, 130);
    expireAfter(3);
    var expired = LEDGER.account(wallet);
    assertThat(expired.granted()).isEqualTo(130); // 20 were free
    assertThat(expired.lapsed()).isEqualTo(30);
    assertThat(replica.acquire(wallet, 131, 1)).isInstanceOf(Grant.HeldElsewhere.class);
    assertThat(LEDGER.replica().acquire(wallet, 101, 101)).isInstanceOf(Grant.Never.class);

    replica.report(replica.settle(wallet, 10, 10, 0));
    assertThat(left()).containsExactly(20L);
    replica.report(replica.giveBack(wallet, 15));
    assertThat(left()).containsExactly(5L);
    replica.report(replica.giveBack(wallet, 105));
    var home = LEDGER.account(wallet);
    assertThat(home.balance()).isEqualTo(100);
    assertThat(home.claimed()).isZero();
    assertThat(entries("kind = 'expiry'")).isEqualTo(3);
  }

  @Test
  void aWithdrawalTakesWhatNeverExpiresFirstAndGoesBeforeExpiry() throws Exception {
    grant(50, 3);
    LEDGER.withdraw(wallet, 110, "w " + wallet);
    assertThat(left()).containsExactly(40L);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 40, 40);
    LEDGER.withdraw(wallet, 30, "x " + wallet);
    expireAfter(3);
    assertThat(LEDGER.account(wallet).claimed()).isEqualTo(70);
    replica.report(replica.giveBack(wallet, 30));
    assertThat(entries("kind = 'withdrawal'")).isEqualTo(2);
    assertThat(entries("kind = 'expiry'")).isZero();
    replica.report(replica.giveBack(wallet, 10));
    assertThat(LEDGER.account(wallet).balance()).isZero();
    assertThat(LEDGER.account(wallet).claimed()).isZero();
  }

  @Test
  void aGrantPaysWhatTheAccountOwesFirst() throws Exception {
    var replica = LEDGER.replica();
    replica.acquire(wallet, 100, 100);
    replica.report(replica.settle(wallet, 100, 107, 0));
    grant(20, 3);
    assertThat(left()).containsExactly(13L);
    expireAfter(3);
    assertThat(LEDGER.account(wallet).balance()).isZero();
  }

  @Test
  void whatACorrectionGivesBackAfterTheExpiryStays() throws Exception {
    grant(20, 3);
    var replica = LEDGER.replica();
    replica.acquire(wallet, 20, 20);
    var admission = replica.admission(wallet, 20);
    replica.report(replica.dark(admission));
    expireAfter(3);
    var usage = Usage.newBuilder().setEvidence(Evidence.EVIDENCE_ZERO);
    var correct =
        Correct.newBuilder().setAdmission(admission).setCost(Vectors.oneRequest(0)).setUsage(usage);
    replica.report(replica.next().setCorrect(correct).build());
    assertThat(LEDGER.account(wallet).balance()).isEqualTo(120);
    assertThat(LEDGER.account(wallet).unexpiring()).isEqualTo(120);
  }

  @Test
  void aGrantOfThePastIsRefusedButItsRepeatIsAnswered() throws Exception {
    grant(20, 3);
    expireAfter(5);
    assertThat(LEDGER.grantUntil(wallet, 20, today.plus(DAY.multipliedBy(3))))
        .isInstanceOfSatisfying(
            JdbcMovements.Outcome.Moved.class,
            moved -> {
              assertThat(moved.repeated()).isTrue();
              assertThat(moved.account().expiring()).isEqualTo(20);
            });
    assertThat(LEDGER.grantUntil("wallet:user:none", 20, today))
        .isEqualTo(new JdbcMovements.Outcome.Past());
    assertThat(LEDGER.statements.read("wallet:user:none")).isNull();
  }

  private long entries(String condition) throws SQLException {
    try (var connection = LEDGER.database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM ledger.entry WHERE account = '%s' AND %s"
                    .formatted(wallet, condition))) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
