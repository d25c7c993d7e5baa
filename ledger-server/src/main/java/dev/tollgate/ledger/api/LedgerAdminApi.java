package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.BearerTokens.Role;
import dev.tollgate.ledger.credits.JdbcGrantList;
import dev.tollgate.ledger.credits.JdbcMovements;
import dev.tollgate.ledger.credits.JdbcOpenings;
import dev.tollgate.ledger.credits.JdbcStatements;
import dev.tollgate.ledger.credits.Limits;
import dev.tollgate.ledger.limits.JdbcBudgets;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.usage.JdbcImportedCharges;
import dev.tollgate.ledger.usage.JdbcProviderCosts;
import dev.tollgate.ledger.usage.JdbcProviderHealth;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.ledger.usage.JdbcUsageDays;
import dev.tollgate.ledger.usage.JdbcUsageExport;
import dev.tollgate.ledger.verify.Verifier;
import dev.tollgate.proto.ledger.v1.CorrectBalanceRequest;
import dev.tollgate.proto.ledger.v1.CorrectBalanceResponse;
import dev.tollgate.proto.ledger.v1.Difference;
import dev.tollgate.proto.ledger.v1.ExportUsageRequest;
import dev.tollgate.proto.ledger.v1.ExportUsageResponse;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceResponse;
import dev.tollgate.proto.ledger.v1.GetPriceBookRequest;
import dev.tollgate.proto.ledger.v1.GetPriceBookResponse;
import dev.tollgate.proto.ledger.v1.GetProviderCostsRequest;
import dev.tollgate.proto.ledger.v1.GetProviderCostsResponse;
import dev.tollgate.proto.ledger.v1.GetProviderHealthRequest;
import dev.tollgate.proto.ledger.v1.GetProviderHealthResponse;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import dev.tollgate.proto.ledger.v1.ImportChargesRequest;
import dev.tollgate.proto.ledger.v1.ImportChargesResponse;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import dev.tollgate.proto.ledger.v1.ListBudgetsRequest;
import dev.tollgate.proto.ledger.v1.ListBudgetsResponse;
import dev.tollgate.proto.ledger.v1.ListGrantsRequest;
import dev.tollgate.proto.ledger.v1.ListGrantsResponse;
import dev.tollgate.proto.ledger.v1.ListPriceBooksRequest;
import dev.tollgate.proto.ledger.v1.ListPriceBooksResponse;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.ListUsageResponse;
import dev.tollgate.proto.ledger.v1.OpenBalancesRequest;
import dev.tollgate.proto.ledger.v1.OpenBalancesResponse;
import dev.tollgate.proto.ledger.v1.PublishPricesRequest;
import dev.tollgate.proto.ledger.v1.PublishPricesResponse;
import dev.tollgate.proto.ledger.v1.RemoveBudgetRequest;
import dev.tollgate.proto.ledger.v1.RemoveBudgetResponse;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import dev.tollgate.proto.ledger.v1.SetBudgetResponse;
import dev.tollgate.proto.ledger.v1.SetTimeZoneRequest;
import dev.tollgate.proto.ledger.v1.SetTimeZoneResponse;
import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import dev.tollgate.proto.ledger.v1.SummarizeUsageResponse;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import dev.tollgate.proto.ledger.v1.VerifyResponse;
import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import dev.tollgate.proto.ledger.v1.WithdrawResponse;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.time.InstantSource;

/** Money and questions about it, for admins alone. Blocks on PostgreSQL. */
public final class LedgerAdminApi extends LedgerAdminServiceGrpc.LedgerAdminServiceImplBase {
  private static final int PAGE_DEFAULT = 50;
  private static final int PAGE_MAX = 1_000;

  private final Money money;
  private final JdbcStatements statements;
  private final JdbcGrantList grants;
  private final Budgets budgets;
  private final JdbcUsage usage;
  private final JdbcUsageDays usageDays;
  private final JdbcUsageExport usageExport;
  private final JdbcProviderCosts providerCosts;
  private final JdbcProviderHealth providerHealth;
  private final Imports imports;
  private final PriceBooks prices;
  private final Verifier verifier;

  public LedgerAdminApi(
      JdbcMovements movements,
      JdbcStatements statements,
      JdbcGrantList grants,
      Limits limits,
      JdbcBudgets budgets,
      JdbcUsage usage,
      JdbcUsageDays usageDays,
      JdbcUsageExport usageExport,
      JdbcProviderCosts providerCosts,
      JdbcProviderHealth providerHealth,
      JdbcOpenings openings,
      JdbcImportedCharges importedCharges,
      JdbcPriceBooks prices,
      InstantSource clock,
      Verifier verifier) {
    this.money = new Money(movements);
    this.statements = statements;
    this.grants = grants;
    this.budgets = new Budgets(limits, budgets);
    this.usage = usage;
    this.usageDays = usageDays;
    this.usageExport = usageExport;
    this.providerCosts = providerCosts;
    this.providerHealth = providerHealth;
    this.imports = new Imports(openings, importedCharges);
    this.prices = new PriceBooks(prices, clock);
    this.verifier = verifier;
  }

  @Override
  public void grant(GrantRequest request, StreamObserver<GrantResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> money.grant(request));
  }

  @Override
  public void withdraw(WithdrawRequest request, StreamObserver<WithdrawResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> money.withdraw(request));
  }

  @Override
  public void correctBalance(
      CorrectBalanceRequest request, StreamObserver<CorrectBalanceResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> money.correct(request));
  }

  @Override
  public void getBalance(GetBalanceRequest request, StreamObserver<GetBalanceResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> Statements.answer(request, statements));
  }

  @Override
  public void listGrants(ListGrantsRequest request, StreamObserver<ListGrantsResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> GrantList.answer(request, grants));
  }

  @Override
  public void setBudget(SetBudgetRequest request, StreamObserver<SetBudgetResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> budgets.set(request));
  }

  @Override
  public void removeBudget(
      RemoveBudgetRequest request, StreamObserver<RemoveBudgetResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> budgets.remove(request));
  }

  @Override
  public void listBudgets(
      ListBudgetsRequest request, StreamObserver<ListBudgetsResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> budgets.list(request));
  }

  @Override
  public void setTimeZone(
      SetTimeZoneRequest request, StreamObserver<SetTimeZoneResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> budgets.setTimeZone(request));
  }

  @Override
  public void listUsage(ListUsageRequest request, StreamObserver<ListUsageResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> listUsage(request));
  }

  private ListUsageResponse listUsage(ListUsageRequest request) throws SQLException {
    var fields = new Fields();
    if (!request.getAccount().isEmpty()) {
      fields.account("account", request.getAccount());
    }
    fields.text("key_id", request.getKeyId(), 0);
    fields.text("request_id", request.getRequestId(), 0);
    fields.between("page_size", request.getPageSize(), 0, PAGE_MAX);
    fields.require(
        request.getPageToken().matches("\\d{0,18}"),
        "page_token",
        "must be the next_page_token of an answer");
    fields.check();
    long before =
        request.getPageToken().isEmpty() ? Long.MAX_VALUE : Long.parseLong(request.getPageToken());
    int size = request.getPageSize() == 0 ? PAGE_DEFAULT : request.getPageSize();
    var page =
        usage.list(
            new JdbcUsage.Filter(
                request.getAccount(),
                request.getKeyId(),
                request.getRequestId(),
                request.getWithoutLastLine()),
            before,
            size);
    return ListUsageResponse.newBuilder()
        .addAllCharges(page.charges())
        .setNextPageToken(page.next() == 0 ? "" : Long.toString(page.next()))
        .build();
  }

  @Override
  public void exportUsage(
      ExportUsageRequest request, StreamObserver<ExportUsageResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> UsageExport.answer(request, usageExport));
  }

  @Override
  public void summarizeUsage(
      SummarizeUsageRequest request, StreamObserver<SummarizeUsageResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> UsageSums.answer(request, usageDays));
  }

  @Override
  public void getProviderCosts(
      GetProviderCostsRequest request, StreamObserver<GetProviderCostsResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> ProviderCosts.answer(request, providerCosts));
  }

  @Override
  public void getProviderHealth(
      GetProviderHealthRequest request, StreamObserver<GetProviderHealthResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> ProviderHealths.answer(request, providerHealth));
  }

  @Override
  public void openBalances(
      OpenBalancesRequest request, StreamObserver<OpenBalancesResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> imports.open(request));
  }

  @Override
  public void importCharges(
      ImportChargesRequest request, StreamObserver<ImportChargesResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> imports.importCharges(request));
  }

  @Override
  public void publishPrices(
      PublishPricesRequest request, StreamObserver<PublishPricesResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> prices.publish(request));
  }

  @Override
  public void listPriceBooks(
      ListPriceBooksRequest request, StreamObserver<ListPriceBooksResponse> observer) {
    Calls.answer(observer, Role.ADMIN, prices::list);
  }

  @Override
  public void getPriceBook(
      GetPriceBookRequest request, StreamObserver<GetPriceBookResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> prices.get(request));
  }

  @Override
  public void verify(VerifyRequest request, StreamObserver<VerifyResponse> observer) {
    Calls.answer(
        observer,
        Role.ADMIN,
        () -> {
          var result = verifier.run();
          var answer =
              VerifyResponse.newBuilder()
                  .setHolds(result.holds())
                  .setAccountsChecked(result.accounts())
                  .setEntriesChecked(result.entries())
                  .setChargesChecked(result.charges())
                  .setLeasesChecked(result.leases());
          for (var difference : result.differences()) {
            answer.addDifferences(difference.toString()).addDetails(proto(difference));
          }
          return answer.build();
        });
  }

  private static Difference proto(dev.tollgate.ledger.verify.Difference difference) {
    return Difference.newBuilder()
        .setInvariant(difference.invariant())
        .setSubject(difference.subject())
        .setColumn(difference.column())
        .setExpected(difference.expected())
        .setFound(difference.found())
        .build();
  }
}
