package dev.tollgate.authz.admin;

import dev.tollgate.proto.ledger.v1.CorrectBalanceRequest;
import dev.tollgate.proto.ledger.v1.CorrectBalanceResponse;
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
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Passes money and questions about it on to the ledger, under our own admin credential there. */
final class LedgerPassThrough extends LedgerAdminServiceGrpc.LedgerAdminServiceImplBase {
  private static final long SECONDS_MAX = 30;

  private final LedgerAdminServiceGrpc.LedgerAdminServiceStub ledger;
  private final LimitOwners owners;
  private final UsageAdmin usage;

  /**
   * Passes calls to a channel.
   *
   * @param channel sends the admin credential with every call
   */
  LedgerPassThrough(Channel channel, LimitOwners owners, UsageAdmin usage) {
    this.ledger = LedgerAdminServiceGrpc.newStub(channel);
    this.owners = owners;
    this.usage = usage;
  }

  @Override
  public void grant(GrantRequest request, StreamObserver<GrantResponse> observer) {
    bounded().grant(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void withdraw(WithdrawRequest request, StreamObserver<WithdrawResponse> observer) {
    bounded().withdraw(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void correctBalance(
      CorrectBalanceRequest request, StreamObserver<CorrectBalanceResponse> observer) {
    bounded().correctBalance(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void getBalance(GetBalanceRequest request, StreamObserver<GetBalanceResponse> observer) {
    bounded().getBalance(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void listGrants(ListGrantsRequest request, StreamObserver<ListGrantsResponse> observer) {
    bounded().listGrants(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void listUsage(ListUsageRequest request, StreamObserver<ListUsageResponse> observer) {
    bounded().listUsage(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void summarizeUsage(
      SummarizeUsageRequest request, StreamObserver<SummarizeUsageResponse> observer) {
    complete(observer, () -> usage.sums(request), answer -> answer(observer, answer));
  }

  @Override
  public void exportUsage(
      ExportUsageRequest request, StreamObserver<ExportUsageResponse> observer) {
    complete(observer, () -> usage.export(request), answer -> answer(observer, answer));
  }

  private static <A> void answer(StreamObserver<A> observer, A answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  @Override
  public void setBudget(SetBudgetRequest request, StreamObserver<SetBudgetResponse> observer) {
    complete(
        observer,
        () -> owners.complete(request),
        completed -> bounded().setBudget(completed, new LedgerAnswer<>(observer)));
  }

  @Override
  public void removeBudget(
      RemoveBudgetRequest request, StreamObserver<RemoveBudgetResponse> observer) {
    bounded().removeBudget(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void listBudgets(
      ListBudgetsRequest request, StreamObserver<ListBudgetsResponse> observer) {
    bounded().listBudgets(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void setTimeZone(
      SetTimeZoneRequest request, StreamObserver<SetTimeZoneResponse> observer) {
    complete(
        observer,
        () -> owners.check(request),
        checked -> bounded().setTimeZone(checked, new LedgerAnswer<>(observer)));
  }

  /** What only this server knows is looked up before the ledger is asked. */
  private static <Q> void complete(
      StreamObserver<?> observer, Supplier<Q> completing, Consumer<Q> call) {
    Q completed;
    try {
      completed = completing.get();
    } catch (StatusRuntimeException refused) {
      observer.onError(refused);
      return;
    }
    call.accept(completed);
  }

  @Override
  public void getProviderCosts(
      GetProviderCostsRequest request, StreamObserver<GetProviderCostsResponse> observer) {
    bounded().getProviderCosts(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void getProviderHealth(
      GetProviderHealthRequest request, StreamObserver<GetProviderHealthResponse> observer) {
    bounded().getProviderHealth(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void importCharges(
      ImportChargesRequest request, StreamObserver<ImportChargesResponse> observer) {
    bounded().importCharges(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void publishPrices(
      PublishPricesRequest request, StreamObserver<PublishPricesResponse> observer) {
    bounded().publishPrices(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void listPriceBooks(
      ListPriceBooksRequest request, StreamObserver<ListPriceBooksResponse> observer) {
    bounded().listPriceBooks(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void getPriceBook(
      GetPriceBookRequest request, StreamObserver<GetPriceBookResponse> observer) {
    bounded().getPriceBook(request, new LedgerAnswer<>(observer));
  }

  @Override
  public void verify(VerifyRequest request, StreamObserver<VerifyResponse> observer) {
    bounded().verify(request, new LedgerAnswer<>(observer));
  }

  private LedgerAdminServiceGrpc.LedgerAdminServiceStub bounded() {
    return ledger.withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS);
  }
}
