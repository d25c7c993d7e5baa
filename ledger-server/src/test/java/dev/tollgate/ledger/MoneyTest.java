package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Timestamp;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Verdict;
import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Grants, withdrawals, balances and the list of charges. */
final class MoneyTest {
  private static TestLedger ledger;
  private String wallet = "";

  @BeforeAll
  static void start() {
    ledger = TestLedger.start();
  }

  @AfterAll
  static void stop() {
    ledger.close();
  }

  @BeforeEach
  void newWallet() {
    wallet = "wallet:user:" + UUID.randomUUID() + "@example.org";
  }

  @AfterEach
  void theBooksHold() {
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  private static Status.Code code(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus().getCode();
  }

  private GrantRequest.Builder grant(long nanocredits, String key) {
    return GrantRequest.newBuilder()
        .setAccount(wallet)
        .setNanocredits(nanocredits)
        .setIdempotencyKey(key)
        .setReference("invoice 7")
        .setOwner("default");
  }

  private WithdrawRequest withdraw(long nanocredits, String key) {
    return WithdrawRequest.newBuilder()
        .setAccount(wallet)
        .setNanocredits(nanocredits)
        .setIdempotencyKey(key)
        .build();
  }

  @Test
  void aGrantMakesTheWalletAndItsFirstEntry() throws SQLException {
    var granted = ledger.admin().grant(grant(100, wallet).build());
    assertThat(granted.getRepeated()).isFalse();
    assertThat(granted.getAccount().getOwner()).isEqualTo("default");
    assertThat(granted.getAccount().getAvailable()).isEqualTo(100);
    assertThat(
            ledger.number(
                "SELECT balance_after FROM ledger.entry WHERE seq = 1 AND account = '"
                    + wallet
                    + "'"))
        .isEqualTo(100);
  }

  @Test
  void aKeyIsAppliedOnceAndMeansOneThing() {
    ledger.admin().grant(grant(100, wallet).build());
    var repeated = ledger.admin().grant(grant(100, wallet).build());
    assertThat(repeated.getRepeated()).isTrue();
    assertThat(repeated.getAccount().getGranted()).isEqualTo(100);
    assertThat(code(() -> ledger.admin().grant(grant(99, wallet).build())))
        .isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(code(() -> ledger.admin().withdraw(withdraw(100, wallet))))
        .isEqualTo(Status.Code.ALREADY_EXISTS);
  }

  @Test
  void manyGrantsWithOneKeyAtOnceAddOnce() throws Exception {
    var request = grant(100, wallet).build();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          Collections.nCopies(20, (Callable<GrantResponse>) () -> ledger.admin().grant(request));
      for (var future : threads.invokeAll(calls)) {
        future.get();
      }
    }
    assertThat(ledger.balance(wallet).getGranted()).isEqualTo(100);
  }

  @Test
  void everyBadFieldIsNamedAtOnce() {
    var request =
        GrantRequest.newBuilder()
            .setAccount("purse:alice")
            .setReference("x".repeat(256))
            .setExpiresAt(Timestamp.newBuilder().setNanos(-1))
            .build();
    var error =
        catchThrowableOfType(StatusRuntimeException.class, () -> ledger.admin().grant(request));
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(GrpcErrors.fieldProblemsOf(error))
        .containsOnlyKeys("account", "nanocredits", "idempotency_key", "reference", "expires_at");
  }

  @Test
  void noAccountHoldsMoreThanALongCanAddUp() {
    ledger.admin().grant(grant(1_000_000_000_000_000_000L, wallet).build());
    assertThat(code(() -> ledger.grant(wallet, 1))).isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  @Test
  void onlyTheBalanceThatIsNotClaimedCanBeWithdrawn() {
    ledger.grant(wallet, 100);
    assertThat(code(() -> ledger.admin().withdraw(withdraw(101, "a" + wallet))))
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(ledger.admin().withdraw(withdraw(100, "b" + wallet)).getAccount().getGranted())
        .isZero();
    assertThat(ledger.admin().withdraw(withdraw(100, "b" + wallet)).getRepeated()).isTrue();
    assertThat(code(() -> ledger.admin().withdraw(withdraw(1, "c" + wallet))))
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  @Test
  void whatIsLeasedIsClaimedAndLeavesAsItComesHome() {
    ledger.grant(wallet, 100);
    var replica = ledger.open();
    replica.hold(wallet, 70);
    var now = ledger.admin().withdraw(withdraw(50, wallet)).getAccount();
    assertThat(now.getGranted()).isEqualTo(70); // 30 left at once
    assertThat(now.getClaimed()).isEqualTo(20);
    assertThat(now.getAvailable()).isZero();
    assertThat(replica.hold(wallet, 1)).isEqualTo(Verdict.VERDICT_SHORT);
    assertThat(replica.hold(wallet, 51)).isEqualTo(Verdict.VERDICT_NEVER);

    replica.report(replica.giveBack(wallet, 15));
    assertThat(ledger.balance(wallet).getClaimed()).isEqualTo(5);
    replica.report(replica.settle(replica.admission(40, wallet), 30));
    assertThat(ledger.balance(wallet).getClaimed()).isEqualTo(5);
    replica.report(replica.giveBack(wallet, 25));
    var home = ledger.balance(wallet);
    assertThat(home.getClaimed()).isZero();
    assertThat(home.getGranted()).isEqualTo(50);
    assertThat(home.getBalance()).isEqualTo(20);
  }

  @Test
  void creditThatIsClaimedIsNotLeasedAgainEvenAfterATopUp() {
    ledger.grant(wallet, 100);
    var replica = ledger.open();
    replica.hold(wallet, 100);
    ledger.admin().withdraw(withdraw(50, wallet));
    ledger.grant(wallet, 20);
    assertThat(replica.hold(wallet, 1)).isEqualTo(Verdict.VERDICT_SHORT);
    replica.report(replica.giveBack(wallet, 60));
    assertThat(ledger.balance(wallet).getClaimed()).isZero();
    assertThat(ledger.balance(wallet).getAvailable()).isEqualTo(30);
  }

  @Test
  void anUnknownAccountHasNoBalance() {
    assertThat(code(() -> ledger.balance(wallet))).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(code(() -> ledger.admin().withdraw(withdraw(1, wallet))))
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void onlyAdminsMoveMoneyAndOnlyReplicasReport() {
    var request = grant(100, wallet).build();
    assertThat(code(() -> ledger.admin(TestLedger.REPLICA).grant(request)))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    var balance = GetBalanceRequest.newBuilder().setAccount(wallet).build();
    assertThat(code(() -> ledger.admin(TestLedger.REPLICA).getBalance(balance)))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(code(() -> ledger.balance(wallet))).isEqualTo(Status.Code.NOT_FOUND);

    var replica = ledger.open();
    assertThat(code(() -> replica.report(TestLedger.ADMIN, replica.batch())))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(code(() -> replica.report(TestLedger.OTHER_REPLICA, replica.batch())))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThatThrownBy(() -> ledger.anonymous().report(replica.batch().build()))
        .hasMessageContaining("UNAUTHENTICATED");
  }

  @Test
  void pagesOfChargesAreNewestFirstAndMissNone() {
    ledger.grant(wallet, 100);
    var replica = ledger.open();
    replica.hold(wallet, 50);
    var records = new ArrayList<Record>();
    for (int i = 1; i <= 5; i++) {
      records.add(replica.settle(replica.admission(10, wallet), i));
    }
    replica.report(records.toArray(Record[]::new));

    var costs = new ArrayList<Long>();
    var token = "";
    do {
      var page =
          ledger
              .admin()
              .listUsage(
                  ListUsageRequest.newBuilder()
                      .setAccount(wallet)
                      .setPageSize(2)
                      .setPageToken(token)
                      .build());
      page.getChargesList().stream().map(c -> c.getCost().getNanocredits()).forEach(costs::add);
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(costs).containsExactly(5L, 4L, 3L, 2L, 1L);

    assertThat(code(() -> list(ListUsageRequest.newBuilder().setPageToken("nonsense"))))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(code(() -> list(ListUsageRequest.newBuilder().setPageSize(1_001))))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void aChargeSaysEverythingThatWasReported() {
    ledger.grant(wallet, 100);
    var replica = ledger.open();
    replica.hold(wallet, 10);
    var admission = replica.admission(10, wallet);
    replica.report(replica.settle(admission, 4));
    var charge = list(ListUsageRequest.newBuilder().setRequestId(admission.getRequestId()));
    assertThat(charge.getAdmission()).isEqualTo(admission);
    assertThat(charge.getReservation())
        .isEqualTo(replica.today + "-" + replica.id.toString().replace("-", "") + "-1");
    assertThat(charge.getUsage())
        .isEqualTo(
            TestReplica.exact(4).toBuilder().setStartedAtMs(admission.getAdmittedAtMs()).build());
    assertThat(charge.getBalanceBefore()).isEqualTo(100);
    assertThat(charge.getBalanceAfter()).isEqualTo(96);
  }

  @Test
  void whatEndedWithoutALastLineIsFoundByName() {
    ledger.grant(wallet, 100);
    var replica = ledger.open();
    replica.hold(wallet, 50);
    var dark = replica.admission(10, wallet);
    var told = replica.admission(10, wallet);
    var toldLast = TestReplica.exact(3).toBuilder().setError("no last line").build();
    replica.report(
        replica.settle(replica.admission(10, wallet), 4),
        replica.dark(dark),
        replica.settle(told, 3, 0, toldLast));
    var found =
        ledger
            .admin()
            .listUsage(
                ListUsageRequest.newBuilder().setAccount(wallet).setWithoutLastLine(true).build());
    assertThat(found.getChargesList())
        .extracting(Charge::getKind, charge -> charge.getAdmission().getN())
        .containsExactly(tuple("posted", told.getN()), tuple("dark", dark.getN()));
  }

  private static Charge list(ListUsageRequest.Builder request) {
    return ledger.admin().listUsage(request.build()).getCharges(0);
  }
}
