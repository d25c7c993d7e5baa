package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.CorrectBalanceRequest;
import dev.tollgate.proto.ledger.v1.GrantKind;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each movement once, by its idempotency key, with the answer that it first had. */
final class MovementTest {
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
    wallet = "wallet:user:" + UUID.randomUUID();
  }

  @AfterEach
  void theBooksHold() {
    assertThat(ledger.verify().getDifferencesList()).isEmpty();
  }

  private GrantRequest.Builder grant(long nanocredits) {
    return GrantRequest.newBuilder()
        .setAccount(wallet)
        .setNanocredits(nanocredits)
        .setIdempotencyKey(wallet)
        .setReference("invoice 7");
  }

  private CorrectBalanceRequest.Builder correct(long nanocredits, String key) {
    return CorrectBalanceRequest.newBuilder()
        .setAccount(wallet)
        .setNanocredits(nanocredits)
        .setIdempotencyKey(key + wallet)
        .setReason("charged twice");
  }

  private static Status refusal(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
  }

  private long entries(String condition) throws SQLException {
    return ledger.number(
        "SELECT count(*) FROM ledger.entry WHERE account = '%s' AND %s"
            .formatted(wallet, condition));
  }

  @ParameterizedTest
  @CsvSource({
    "GRANT_KIND_UNSPECIFIED, grant",
    "GRANT_KIND_PURCHASE, purchase",
    "GRANT_KIND_REFILL, refill",
    "GRANT_KIND_REFUND, refund"
  })
  void theEntryOfAGrantSaysWhatItWas(GrantKind kind, String entry) throws SQLException {
    ledger.admin().grant(grant(100).setKind(kind).build());
    assertThat(entries("kind = '" + entry + "' AND amount = 100")).isEqualTo(1);
  }

  @Test
  void aRepeatedMovementIsAnsweredAsItFirstWas() {
    var first = ledger.admin().grant(grant(100).build()).getAccount();
    ledger.grant(wallet, 20);
    var replica = ledger.open();
    replica.hold(wallet, 30);
    replica.report(replica.settle(replica.admission(10, wallet), 7));

    var again = ledger.admin().grant(grant(100).build());
    assertThat(again.getRepeated()).isTrue();
    assertThat(again.getAccount()).isEqualTo(first);
    assertThat(ledger.balance(wallet).getGranted()).isEqualTo(120);
  }

  @ParameterizedTest
  @CsvSource({
    "account, wallet:user:somebody-else, 100, invoice 7, GRANT_KIND_UNSPECIFIED",
    "nanocredits, , 99, invoice 7, GRANT_KIND_UNSPECIFIED",
    "reference, , 100, invoice 8, GRANT_KIND_UNSPECIFIED",
    "kind, , 100, invoice 7, GRANT_KIND_REFUND"
  })
  void otherContentUnderAKeyIsRefusedByTheFieldThatDiffers(
      String field, String account, long nanocredits, String reference, GrantKind kind)
      throws SQLException {
    ledger.admin().grant(grant(100).build());
    var other = grant(nanocredits).setReference(reference).setKind(kind);
    if (account != null) {
      other.setAccount(account);
    }
    var refusal = refusal(() -> ledger.admin().grant(other.build()));
    assertThat(refusal.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(refusal.getDescription())
        .startsWith("idempotency_key: was used for a movement that differs in " + field + ":");
    assertThat(ledger.balance(wallet).getGranted()).isEqualTo(100);
    assertThat(
            ledger.number(
                "SELECT count(*) FROM ledger.account WHERE id = 'wallet:user:somebody-else'"))
        .isZero();
  }

  @Test
  void oneKeyForManyWalletsAtOnceCountsForOne() throws Exception {
    var calls = new ArrayList<Callable<GrantResponse>>();
    for (int i = 0; i < 10; i++) {
      var request = grant(100).setAccount(wallet + "-" + i).build();
      calls.add(() -> ledger.admin().grant(request));
    }
    int granted = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var call : threads.invokeAll(calls)) {
        var failure = call.state() == java.util.concurrent.Future.State.FAILED;
        granted += failure ? 0 : 1;
        if (failure) {
          assertThat(Status.fromThrowable(call.exceptionNow()).getDescription())
              .contains("differs in account:");
        }
      }
    }
    assertThat(granted).isEqualTo(1);
  }

  @Test
  void whatWasRefusedDidNotTakeTheKey() {
    ledger.admin().grant(grant(100).build());
    var withdrawal =
        WithdrawRequest.newBuilder()
            .setAccount(wallet)
            .setNanocredits(130)
            .setIdempotencyKey("w" + wallet)
            .build();
    assertThat(refusal(() -> ledger.admin().withdraw(withdrawal)).getDescription())
        .startsWith("nanocredits: at most 100 can be taken out of " + wallet);
    ledger.grant(wallet, 50);
    assertThat(ledger.admin().withdraw(withdrawal).getAccount().getGranted()).isEqualTo(20);
  }

  @Test
  void aCorrectionMovesTheBalanceEitherWayWithItsReason() throws SQLException {
    ledger.grant(wallet, 100);
    assertThat(corrected(correct(5, "a")).getGranted()).isEqualTo(105);
    assertThat(corrected(correct(-25, "b")).getGranted()).isEqualTo(80);
    assertThat(corrected(correct(-25, "b")).getGranted()).isEqualTo(80);
    assertThat(entries("kind = 'adjustment'")).isEqualTo(2);
    assertThat(
            ledger.number(
                "SELECT count(*) FROM ledger.movement WHERE account = '%s' AND reason = 'charged twice'"
                    .formatted(wallet)))
        .isEqualTo(2);
    var other = correct(-25, "b").setReason("something else").build();
    assertThat(refusal(() -> ledger.admin().correctBalance(other)).getDescription())
        .contains("differs in reason:");
  }

  private static Account corrected(CorrectBalanceRequest.Builder request) {
    return ledger.admin().correctBalance(request.build()).getAccount();
  }

  @Test
  void aCorrectionNeverTakesWhatIsSpentOrLeased() {
    ledger.grant(wallet, 100);
    var replica = ledger.open();
    replica.hold(wallet, 60);
    replica.report(replica.settle(replica.admission(20, wallet), 20));
    var refusal = refusal(() -> ledger.admin().correctBalance(correct(-81, "a").build()));
    assertThat(refusal.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(refusal.getDescription())
        .isEqualTo(
            "nanocredits: at most 80 can be taken out of %s: 100 are granted, 20 of them are spent"
                    .formatted(wallet)
                + " and 0 claimed by what was taken out before");
    var taken = corrected(correct(-80, "b"));
    assertThat(taken.getGranted()).isEqualTo(60);
    assertThat(taken.getClaimed()).isEqualTo(40);
    assertThat(taken.getPosted() + taken.getLeased()).isLessThanOrEqualTo(taken.getGranted());
    replica.report(replica.giveBack(wallet, 40));
    assertThat(ledger.balance(wallet).getGranted()).isEqualTo(20);
    assertThat(ledger.balance(wallet).getClaimed()).isZero();
  }

  @Test
  void aCorrectionMakesNoWalletAndNeedsAReason() throws SQLException {
    assertThat(refusal(() -> ledger.admin().correctBalance(correct(5, "a").build())).getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
    assertThat(entries("true")).isZero();
    var bad = correct(0, "a").clearReason().build();
    var failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> ledger.admin().correctBalance(bad));
    assertThat(GrpcErrors.fieldProblemsOf(failure)).containsOnlyKeys("nanocredits", "reason");
    assertThat(
            refusal(() -> ledger.admin(TestLedger.REPLICA).correctBalance(correct(5, "a").build()))
                .getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
  }
}
