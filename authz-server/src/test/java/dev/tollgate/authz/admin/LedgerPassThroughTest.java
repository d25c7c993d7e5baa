package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.ledger.v1.Budget;
import dev.tollgate.proto.ledger.v1.CorrectBalanceRequest;
import dev.tollgate.proto.ledger.v1.ExportUsageRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GetPriceBookRequest;
import dev.tollgate.proto.ledger.v1.GetProviderCostsRequest;
import dev.tollgate.proto.ledger.v1.GetProviderHealthRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.ImportChargesRequest;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.ListBudgetsRequest;
import dev.tollgate.proto.ledger.v1.ListGrantsRequest;
import dev.tollgate.proto.ledger.v1.ListPriceBooksRequest;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.PublishPricesRequest;
import dev.tollgate.proto.ledger.v1.RemoveBudgetRequest;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import dev.tollgate.proto.ledger.v1.SetTimeZoneRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
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
        () -> money.summarizeUsage(SummarizeUsageRequest.getDefaultInstance()),
        () -> money.exportUsage(ExportUsageRequest.newBuilder().setDay("2026-11-26").build()),
        () -> money.removeBudget(RemoveBudgetRequest.getDefaultInstance()),
        () -> money.listBudgets(ListBudgetsRequest.getDefaultInstance()),
        () -> money.getProviderCosts(GetProviderCostsRequest.getDefaultInstance()),
        () -> money.getProviderHealth(GetProviderHealthRequest.getDefaultInstance()),
        () -> money.importCharges(ImportChargesRequest.getDefaultInstance()),
        () -> money.publishPrices(PublishPricesRequest.getDefaultInstance()),
        () -> money.listPriceBooks(ListPriceBooksRequest.getDefaultInstance()),
        () -> money.getPriceBook(GetPriceBookRequest.getDefaultInstance()),
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
  void aLimitIsItsOwnersAndGoesByItsOrganizationsCalendar() {
    var keys = admin.keys();
    var _ = keys.createOrganization(CreateOrganizationRequest.newBuilder().setSlug("acme").build());
    var alice =
        CreateUserKeyRequest.newBuilder().setUserId("alice").setName("k").setOrganization("acme");
    var _ = keys.createUserKey(alice.build());
    var money = admin.money();
    var limit =
        SetBudgetRequest.newBuilder()
            .setOwner("user:alice")
            .setOrganization("whatever the caller says")
            .setPeriod(Period.PERIOD_DAY)
            .setNanocredits(5);
    var utc = money.setBudget(limit.build()).getBudget();
    assertThat(utc.getOrganization()).isEqualTo("acme");
    assertThat(utc.getTimeZone()).isEqualTo("UTC");
    assertThat(utc.getLeft()).isEqualTo(5);
    assertThat(utc.getAccount()).startsWith("budget:user:alice:day:");
    var zone = SetTimeZoneRequest.newBuilder().setOrganization("acme").setZone("Asia/Tokyo");
    assertThat(money.setTimeZone(zone.build()).getTimeZone().getZone()).isEqualTo("Asia/Tokyo");
    limit.setOwner("organization:acme").setRequests(7);
    var tokyo = money.setBudget(limit.build()).getBudget();
    assertThat(tokyo.getTimeZone()).isEqualTo("Asia/Tokyo");
    var first = money.listBudgets(ListBudgetsRequest.newBuilder().setPageSize(1).build());
    assertThat(first.getBudgetsList()).containsExactly(tokyo);
    var next = ListBudgetsRequest.newBuilder().setPageToken(first.getNextPageToken()).build();
    assertThat(money.listBudgets(next).getBudgetsList())
        .extracting(Budget::getOwner)
        .containsExactly("user:alice");
    var removal =
        RemoveBudgetRequest.newBuilder().setOwner("user:alice").setPeriod(Period.PERIOD_DAY);
    var _ = money.removeBudget(removal.build());
    var gone = failure(() -> money.removeBudget(removal.build())).getStatus();
    assertThat(gone.getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(gone.getDescription()).contains("user:alice", "credits per day");
  }

  @Test
  void aLimitOfNobodyIsRefusedAndNamesTheField() {
    var money = admin.money();
    var limit = SetBudgetRequest.newBuilder().setPeriod(Period.PERIOD_DAY).setNanocredits(5);
    for (var nobody : List.of("key:none", "user:none", "organization:none")) {
      var refused = failure(() -> money.setBudget(limit.setOwner(nobody).build())).getStatus();
      assertThat(refused.getCode()).isEqualTo(Code.NOT_FOUND);
      assertThat(refused.getDescription())
          .isEqualTo("owner: there is no " + nobody.replace(":", " "));
    }
    var team = failure(() -> money.setBudget(limit.setOwner("team:a").build()));
    assertThat(GrpcErrors.fieldProblemsOf(team)).containsOnlyKeys("owner");
  }

  @Test
  void usageIsAskedForByTheSlugOfAnOrganizationAndNamesIt() throws Exception {
    var create = CreateOrganizationRequest.newBuilder().setSlug("initech").build();
    var id = admin.keys().createOrganization(create).getOrganization().getId();
    ledger.charged(id, 7);
    var money = admin.money();
    for (var name : List.of("initech", id)) {
      var question =
          SummarizeUsageRequest.newBuilder()
              .setOrganizationId(name)
              .addBy(UsageDimension.USAGE_DIMENSION_MODEL)
              .addBy(UsageDimension.USAGE_DIMENSION_ORGANIZATION);
      var answer = money.summarizeUsage(question.build());
      assertThat(answer.getTotal().getCostNanocredits()).isEqualTo(7);
      assertThat(answer.getSumsList())
          .singleElement()
          .satisfies(sum -> assertThat(sum.getGroup(1)).isEqualTo(id));
      assertThat(answer.getOrganizationsMap()).containsExactly(Map.entry(id, "initech"));
    }
    var day = ExportUsageRequest.newBuilder().setDay("1970-01-01").setOrganizationId("initech");
    assertThat(money.exportUsage(day.build()).getChargesList())
        .singleElement()
        .satisfies(c -> assertThat(c.getAdmission().getOrganizationId()).isEqualTo(id));
    var nobody = SummarizeUsageRequest.newBuilder().setOrganizationId("nobody").build();
    var unknown = failure(() -> money.summarizeUsage(nobody)).getStatus();
    assertThat(unknown.getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(unknown.getDescription()).startsWith("organization_id: ").contains("nobody");
    var wrong = SummarizeUsageRequest.newBuilder().setSince("now").build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> money.summarizeUsage(wrong))))
        .containsOnlyKeys("since");
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
