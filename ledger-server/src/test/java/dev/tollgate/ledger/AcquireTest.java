package dev.tollgate.ledger;

import static dev.tollgate.ledger.TestReplica.want;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.PathResult;
import dev.tollgate.proto.ledger.v1.PathWant;
import dev.tollgate.proto.ledger.v1.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is granted, and what is answered where nothing is. */
final class AcquireTest {
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
    wallet = "wallet:organization:" + UUID.randomUUID();
    ledger.grant(wallet, 100);
    replica = ledger.open();
  }

  @AfterEach
  void theBooksHold() {
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  @Test
  void ofAThousandWantsAtOnceExactlyAsManyAreGrantedAsThereIsCreditFor() throws Exception {
    var other = ledger.open();
    var wants = new ArrayList<PathWant>();
    for (int i = 1; i <= 500; i++) {
      wants.add(want(wallet, i, 1));
    }
    var results = new ArrayList<PathResult>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          List.<Callable<List<PathResult>>>of(
              () -> replica.acquire(wants.toArray(PathWant[]::new)).getResultsList(),
              () -> other.acquire(wants.toArray(PathWant[]::new)).getResultsList());
      for (var future : threads.invokeAll(calls)) {
        results.addAll(future.get());
      }
    }
    assertThat(results).hasSize(1_000);
    assertThat(results.stream().filter(r -> r.getVerdict() == Verdict.VERDICT_GRANTED))
        .hasSize(100);
    assertThat(results.stream().filter(r -> r.getVerdict() == Verdict.VERDICT_SHORT)).hasSize(900);
    assertThat(ledger.balance(wallet).getLeased()).isEqualTo(100);
  }

  @Test
  void whenAllIsSpentTheAnswerIsNever() {
    replica.hold(wallet, 100);
    assertThat(replica.hold(wallet, 1)).isEqualTo(Verdict.VERDICT_SHORT);
    replica.report(replica.settle(replica.admission(100, wallet), 100));
    assertThat(replica.hold(wallet, 1)).isEqualTo(Verdict.VERDICT_NEVER);
    assertThat(ledger.balance(wallet).getOverrun()).isZero();
    ledger.grant(wallet, 5);
    assertThat(replica.hold(wallet, 1)).isEqualTo(Verdict.VERDICT_GRANTED);
  }

  @Test
  void moreThanThereIsMoneyIsNeverAndMoreThanIsFreeIsShort() {
    assertThat(replica.hold(wallet, 101)).isEqualTo(Verdict.VERDICT_NEVER);
    ledger.open().hold(wallet, 60);
    var answer = replica.acquire(want(wallet, 41, 41));
    assertThat(answer.getResults(0).getVerdict()).isEqualTo(Verdict.VERDICT_SHORT);
    assertThat(answer.getResults(0).getAccount()).isEqualTo(wallet);
    assertThat(answer.getAccounts(0).getLeased()).isEqualTo(60);
    assertThat(replica.hold(wallet, 40)).isEqualTo(Verdict.VERDICT_GRANTED);
  }

  @Test
  void aTotalThatWasGrantedBeforeIsNotGrantedAgain() {
    var request = want(wallet, 70, 70);
    replica.acquire(request);
    var repeated = replica.acquire(request); // the first answer was lost
    assertThat(repeated.getResults(0).getVerdict()).isEqualTo(Verdict.VERDICT_GRANTED);
    assertThat(repeated.getAccounts(0).getGrantedTotal()).isEqualTo(70);
    assertThat(ledger.balance(wallet).getLeased()).isEqualTo(70);
    var partly = replica.acquire(want(wallet, 80, 30));
    assertThat(partly.getAccounts(0).getGrantedTotal()).isEqualTo(80);
  }

  @Test
  void onAPathEveryAccountIsGrantedOrNone() throws SQLException {
    var budget = ledger.setBudget("key:" + UUID.randomUUID(), 0).getAccount();
    replica.acquire(want(budget, 1, 0)); // asked for the first time, it is made
    var path =
        PathWant.newBuilder()
            .addAccounts(want(wallet, 10, 10).getAccounts(0))
            .addAccounts(want(budget, 10, 10).getAccounts(0))
            .build();
    var answer = replica.acquire(path, want(wallet, 100, 100));
    assertThat(answer.getResults(0).getVerdict()).isEqualTo(Verdict.VERDICT_NEVER);
    assertThat(answer.getResults(0).getAccount()).isEqualTo(budget);
    assertThat(answer.getResults(1).getVerdict()).isEqualTo(Verdict.VERDICT_GRANTED);
    assertThat(ledger.balance(wallet).getLeased()).isEqualTo(100);
    assertThat(ledger.balance(budget).getLeased()).isZero();
  }

  @Test
  void aQuotaTakesRequestsAndAWalletNanocredits() throws SQLException {
    var quota = ledger.setQuota("organization:" + UUID.randomUUID(), 2).getAccount();
    replica.hold(wallet, 10);
    replica.hold(quota, 1);
    replica.report(
        replica.settle(replica.admission(10, wallet, quota), 4), replica.giveBack(wallet, 6));
    assertThat(ledger.balance(wallet).getPosted()).isEqualTo(4);
    assertThat(ledger.balance(quota).getPosted()).isEqualTo(1);
    assertThat(ledger.balance(quota).getLeased()).isZero();
  }

  @Test
  void anAccountThatDoesNotExistCountsAsEmptyAndIsLeftOutOfTheAnswer() {
    var nobody = "wallet:user:" + UUID.randomUUID();
    var answer = replica.acquire(want(nobody, 1, 1), want(nobody, 0, 0));
    assertThat(answer.getResults(0).getVerdict()).isEqualTo(Verdict.VERDICT_NEVER);
    assertThat(answer.getResults(1).getVerdict()).isEqualTo(Verdict.VERDICT_GRANTED);
    assertThat(answer.getAccountsList()).isEmpty();
  }

  @Test
  void aWantOfNothingReadsTheAccount() {
    var answer = replica.acquire(want(wallet, 0, 0));
    assertThat(answer.getResults(0).getVerdict()).isEqualTo(Verdict.VERDICT_GRANTED);
    assertThat(answer.getAccounts(0).getGranted()).isEqualTo(100);
    assertThat(answer.getAccounts(0).getGrantedTotal()).isZero();
  }

  @Test
  void aSuspendedAccountIsClosedAndStillSettles() throws SQLException {
    replica.hold(wallet, 10);
    ledger.sql("UPDATE ledger.account SET state = 'suspended' WHERE id = '" + wallet + "'");
    assertThat(replica.hold(wallet, 1)).isEqualTo(Verdict.VERDICT_CLOSED);
    replica.report(replica.settle(replica.admission(10, wallet), 4), replica.giveBack(wallet, 6));
    assertThat(ledger.balance(wallet).getPosted()).isEqualTo(4);
  }
}
