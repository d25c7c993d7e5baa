package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.BearerTokens.Role;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.AccountRow;
import dev.tollgate.ledger.credits.JdbcMovements;
import dev.tollgate.ledger.credits.JdbcMovements.Movement;
import dev.tollgate.ledger.credits.JdbcMovements.Outcome;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.ledger.verify.JdbcVerification;
import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceResponse;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.ListUsageResponse;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import dev.tollgate.proto.ledger.v1.VerifyResponse;
import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import dev.tollgate.proto.ledger.v1.WithdrawResponse;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;

/** Money and questions about it, for admins alone. Blocks on PostgreSQL. */
public final class LedgerAdminApi extends LedgerAdminServiceGrpc.LedgerAdminServiceImplBase {
  private static final int PAGE_DEFAULT = 50;
  private static final int PAGE_MAX = 1_000;

  /** A million million credits would be 1e21 nanocredits: more than a long holds. */
  private static final long NANOCREDITS_MAX = 1_000_000_000_000_000_000L;

  private final JdbcMovements movements;
  private final JdbcUsage usage;
  private final JdbcVerification verification;
  private final LedgerMetrics metrics;

  public LedgerAdminApi(
      JdbcMovements movements,
      JdbcUsage usage,
      JdbcVerification verification,
      LedgerMetrics metrics) {
    this.movements = movements;
    this.usage = usage;
    this.verification = verification;
    this.metrics = metrics;
  }

  @Override
  public void grant(GrantRequest request, StreamObserver<GrantResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> grant(request));
  }

  private GrantResponse grant(GrantRequest request) throws SQLException {
    var movement =
        new Movement(
            request.getIdempotencyKey(),
            Movement.Kind.GRANT,
            request.getAccount(),
            request.getNanocredits(),
            request.getReference(),
            BearerTokens.current().name());
    var fields = fields(movement).text("owner", request.getOwner(), 0);
    fields.require(
        !request.hasExpiresAt(), "expires_at", "expiring grants are not there yet: leave it out");
    fields.check();
    var moved = moved(movements.grant(movement, request.getOwner()), request.getAccount());
    return GrantResponse.newBuilder()
        .setAccount(account(moved.account()))
        .setRepeated(moved.repeated())
        .build();
  }

  @Override
  public void withdraw(WithdrawRequest request, StreamObserver<WithdrawResponse> observer) {
    Calls.answer(observer, Role.ADMIN, () -> withdraw(request));
  }

  private WithdrawResponse withdraw(WithdrawRequest request) throws SQLException {
    var movement =
        new Movement(
            request.getIdempotencyKey(),
            Movement.Kind.WITHDRAWAL,
            request.getAccount(),
            request.getNanocredits(),
            request.getReference(),
            BearerTokens.current().name());
    fields(movement).check();
    var moved = moved(movements.withdraw(movement), request.getAccount());
    return WithdrawResponse.newBuilder()
        .setAccount(account(moved.account()))
        .setRepeated(moved.repeated())
        .build();
  }

  /** What grants and withdrawals have in common. */
  private static Fields fields(Movement movement) {
    return new Fields()
        .wallet("account", movement.account())
        .between("nanocredits", movement.nanocredits(), 1, NANOCREDITS_MAX)
        .text("idempotency_key", movement.idempotencyKey(), 1)
        .text("reference", movement.reference(), 0);
  }

  private static Outcome.Moved moved(Outcome outcome, String account) {
    return switch (outcome) {
      case Outcome.Moved moved -> moved;
      case Outcome.OtherContent() ->
          throw GrpcErrors.alreadyExists(
              "idempotency_key was used for another movement: choose a new one");
      case Outcome.NoSuchAccount() -> throw GrpcErrors.notFound("there is no account " + account);
      case Outcome.TooMuch(long left) ->
          throw GrpcErrors.failedPrecondition(
              "nanocredits: at most " + left + " can move now on " + account);
    };
  }

  @Override
  public void getBalance(GetBalanceRequest request, StreamObserver<GetBalanceResponse> observer) {
    Calls.answer(
        observer,
        Role.ADMIN,
        () -> {
          new Fields().account("account", request.getAccount()).check();
          var account = movements.balance(request.getAccount());
          if (account == null) {
            throw GrpcErrors.notFound("there is no account " + request.getAccount());
          }
          return GetBalanceResponse.newBuilder().setAccount(account(account)).build();
        });
  }

  private static Account account(AccountRow row) {
    return Account.newBuilder()
        .setId(row.id())
        .setGranted(row.granted())
        .setPosted(row.posted())
        .setLeased(row.leased())
        .setClaimed(row.claimed())
        .setOverrun(row.overrun())
        .setBalance(row.balance())
        .setAvailable(Math.max(0, row.balance() - row.leased() - row.claimed()))
        .setState(row.state())
        .setOwner(row.owner())
        .build();
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
            new JdbcUsage.Filter(request.getAccount(), request.getKeyId(), request.getRequestId()),
            before,
            size);
    return ListUsageResponse.newBuilder()
        .addAllCharges(page.charges())
        .setNextPageToken(page.next() == 0 ? "" : Long.toString(page.next()))
        .build();
  }

  @Override
  public void verify(VerifyRequest request, StreamObserver<VerifyResponse> observer) {
    Calls.answer(
        observer,
        Role.ADMIN,
        () -> {
          var result = verification.run();
          metrics.verified(result);
          return VerifyResponse.newBuilder()
              .setHolds(result.holds())
              .setAccountsChecked(result.accounts())
              .setEntriesChecked(result.entries())
              .setChargesChecked(result.charges())
              .setLeasesChecked(result.leases())
              .addAllDifferences(result.differences())
              .build();
        });
  }
}
