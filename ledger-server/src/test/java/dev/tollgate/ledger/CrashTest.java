package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.Verdict;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two ledger-servers over one database, and connections that die at the worst moment. */
final class CrashTest {
  private static TestLedger first;
  private static TestLedger second;

  @BeforeAll
  static void start() {
    first = TestLedger.start();
    second = TestLedger.on(first.database);
  }

  @AfterAll
  static void stop() {
    second.close();
    first.close();
  }

  @Test
  void aReportWhoseConnectionDiesBetweenInsertAndCommitIsChargedOnceWhenRepeated()
      throws SQLException {
    var wallet = "wallet:user:crash";
    first.grant(wallet, 100);
    var replica = first.open();
    replica.hold(wallet, 10);
    var report = replica.batch(replica.settle(replica.admission(10, wallet), 4));

    CompletableFuture<StatusRuntimeException> failure;
    try (var blocker = first.database.connect();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE ledger.entry IN EXCLUSIVE MODE"); // written after charges
      failure =
          CompletableFuture.supplyAsync(() ->
              catchThrowableOfType(
                  StatusRuntimeException.class, () -> replica.report(TestLedger.REPLICA, report)));
      await().until(() -> killed("INSERT INTO ledger.entry"));
      blocker.rollback();
    }
    assertThat(failure.join().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(first.balance(wallet).getPosted()).isZero();

    assertThat(replica.report(TestLedger.REPLICA, report).getWatermark()).isEqualTo(1);
    assertThat(first.balance(wallet).getPosted()).isEqualTo(4);
    assertThat(first.number("SELECT count(*) FROM ledger.charge WHERE path[1] = '" + wallet + "'"))
        .isEqualTo(1);
    assertThat(first.verify().getDifferencesList()).isEmpty();
  }

  /** Ends whoever waits for a lock with a statement on this table. */
  private static boolean killed(String table) throws SQLException {
    return first.number(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND query LIKE '%%%s%%' AND pid <> pg_backend_pid()
            """
                .formatted(table))
        > 0;
  }

  @Test
  void twoServersOnOneHotAccountNeverOverspendAndSpendItToTheLast() throws Exception {
    var wallet = "wallet:user:hot";
    first.grant(wallet, 200);
    var admitted = new AtomicLong();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var spenders = new ArrayList<Future<?>>();
      for (int i = 0; i < 8; i++) {
        var ledger = i % 2 == 0 ? first : second;
        Callable<Void> spend =
            () -> {
              spend(ledger, wallet, admitted);
              return null;
            };
        spenders.add(threads.submit(spend));
      }
      while (spenders.stream().anyMatch(spender -> !spender.isDone())) {
        var seen = second.balance(wallet);
        assertThat(seen.getPosted() + seen.getLeased()).isLessThanOrEqualTo(seen.getGranted());
        assertThat(seen.getOverrun()).isZero();
      }
      for (var spender : spenders) {
        spender.get();
      }
    }
    assertThat(admitted).hasValue(200);
    var account = first.balance(wallet);
    assertThat(account.getPosted()).isEqualTo(200);
    assertThat(account.getLeased()).isZero();
    assertThat(first.verify().getDifferencesList()).isEmpty();
  }

  /** Holds 3, spends 1 and gives 2 back, until there is nothing left; holds of the rest of it. */
  private static void spend(TestLedger ledger, String wallet, AtomicLong admitted) {
    var replica = ledger.open();
    for (long hold : List.of(3L, 1L)) {
      Verdict verdict;
      while ((verdict = replica.hold(wallet, hold)) != Verdict.VERDICT_NEVER) {
        if (verdict == Verdict.VERDICT_GRANTED) {
          admitted.incrementAndGet();
          var settle = replica.settle(replica.admission(hold, wallet), 1);
          if (hold > 1) {
            replica.report(settle, replica.giveBack(wallet, hold - 1));
          } else {
            replica.report(settle);
          }
        }
      }
    }
  }

  @Test
  void oneReplicaMayMoveBetweenServers() {
    var wallet = "wallet:user:wanderer";
    first.grant(wallet, 100);
    var here = first.open();
    here.hold(wallet, 10);
    var there = new TestReplica(second, here.id);
    there.historyId = here.historyId;
    there.seq = here.seq;
    there.report(there.settle(there.admission(10, wallet), 10));
    assertThat(first.balance(wallet).getPosted()).isEqualTo(10);
  }
}
