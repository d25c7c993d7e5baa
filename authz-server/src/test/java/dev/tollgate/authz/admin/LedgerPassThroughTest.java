package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.CorrectBalanceRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.ListGrantsRequest;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money through the admin port, to the real ledger. */
final class LedgerPassThroughTest {
  private static TestLedgerAdmin ledger;
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws Exception {
    ledger = new TestLedgerAdmin();
    admin = new TestAdmin(ledger.address(), TestLedgerAdmin.ADMIN);
  }

  @AfterAll
  static void stop() {
    admin.close();
    ledger.close();
  }

  private static GrantRequest grant(String account, long nanocredits) {
    return GrantRequest.newBuilder()
        .setAccount(account)
        .setNanocredits(nanocredits)
        .setIdempotencyKey("first " + account)
        .setReference("invoice 7")
        .build();
  }

  private static GetBalanceRequest balance(String account) {
    return GetBalanceRequest.newBuilder().setAccount(account).build();
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).isNotNull();
    return error;
  }

  private static List<ThrowingCallable> everyMethod(LedgerAdminServiceBlockingStub money) {
    return List.of(
        () -> money.grant(grant("wallet:user:mallory", 1)),
        () -> money.withdraw(WithdrawRequest.getDefaultInstance()),
        () -> money.correctBalance(CorrectBalanceRequest.getDefaultInstance()),
        () -> money.getBalance(balance("wallet:user:mallory")),
        () -> money.listGrants(ListGrantsRequest.getDefaultInstance()),
        () -> money.listUsage(ListUsageRequest.getDefaultInstance()),
        () -> money.verify(VerifyRequest.getDefaultInstance()));
  }

  @Test
  void whatIsGrantedIsThereOnceAndTheLedgerHolds() {
    var money = admin.money();
    var granted = money.grant(grant("wallet:user:alice", 5));
    assertThat(granted.getAccount().getBalance()).isEqualTo(5);
    assertThat(granted.getRepeated()).isFalse();
    assertThat(money.grant(grant("wallet:user:alice", 5)).getRepeated()).isTrue();
    var withdrawal =
        WithdrawRequest.newBuilder()
            .setAccount("wallet:user:alice")
            .setNanocredits(2)
            .setIdempotencyKey("back");
    assertThat(money.withdraw(withdrawal.build()).getAccount().getBalance()).isEqualTo(3);
    assertThat(money.getBalance(balance("wallet:user:alice")).getAccount().getAvailable())
        .isEqualTo(3);
    var usage = ListUsageRequest.newBuilder().setAccount("wallet:user:alice").build();
    assertThat(money.listUsage(usage).getChargesList()).isEmpty();
    var verified = money.verify(VerifyRequest.getDefaultInstance());
    assertThat(verified.getHolds()).as(verified.toString()).isTrue();
    assertThat(verified.getEntriesChecked()).isPositive();
  }

  @Test
  void theLedgersRefusalsArriveWhole() {
    var money = admin.money();
    var bad = GrantRequest.newBuilder().setAccount("alice").setReference("r".repeat(256)).build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> money.grant(bad))))
        .containsOnlyKeys("account", "nanocredits", "idempotency_key", "reference");
    var page = ListUsageRequest.newBuilder().setPageSize(1_001).setPageToken("x").build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> money.listUsage(page))))
        .containsOnlyKeys("page_size", "page_token");
    var unknown = failure(() -> money.getBalance(balance("wallet:user:nobody"))).getStatus();
    assertThat(unknown.getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(unknown.getDescription()).contains("wallet:user:nobody");
    money.grant(grant("wallet:user:twice", 1));
    var other = failure(() -> money.grant(grant("wallet:user:twice", 2))).getStatus();
    assertThat(other.getCode()).isEqualTo(Code.ALREADY_EXISTS);
    assertThat(other.getDescription()).startsWith("idempotency_key: ").contains("nanocredits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pk_admin_wrong", "ledger-admin", "ledger-replica"})
  void noOtherCredentialMovesMoneyNotEvenTheLedgersOwn(String credential) {
    var anonymous = admin.moneyOfAnyone();
    var money =
        credential.isEmpty()
            ? anonymous
            : anonymous.withInterceptors(BearerTokens.present(Secret.of(credential)));
    for (var call : everyMethod(money)) {
      assertThat(failure(call).getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
    }
    var nothing = failure(() -> admin.money().getBalance(balance("wallet:user:mallory")));
    assertThat(nothing.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  /** The operator's credential is in order: it must not be what the answer blames. */
  @ParameterizedTest
  @ValueSource(strings = {"ledger-replica", "outdated"})
  void aLedgerThatRefusesOurOwnTokenSaysWhichSettingIsWrong(String ours) throws Exception {
    try (var misconfigured = new TestAdmin(ledger.address(), Secret.of(ours))) {
      for (var call : everyMethod(misconfigured.money())) {
        var status = failure(call).getStatus();
        assertThat(status.getCode()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(status.getDescription()).contains("ledger.admin_token").doesNotContain(ours);
      }
    }
  }

  @Test
  void withTheLedgerDownEveryMethodSaysSo() throws Exception {
    try (var alone = new TestAdmin()) {
      for (var call : everyMethod(alone.money())) {
        var status = failure(call).getStatus();
        assertThat(status.getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(status.getDescription())
            .startsWith("the ledger cannot be reached")
            .hasLineCount(1);
      }
    }
  }
}
