package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.BearerTokens.Role;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.Grant;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.ledger.credits.ReplicaId;
import dev.tollgate.ledger.credits.Want;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
import dev.tollgate.proto.ledger.v1.LeaseState;
import dev.tollgate.proto.ledger.v1.LedgerServiceGrpc;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.PathResult;
import dev.tollgate.proto.ledger.v1.PricesRequest;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.Verdict;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** The lease protocol for replicas. Runs on virtual threads: every method blocks on PostgreSQL. */
public final class LedgerApi extends LedgerServiceGrpc.LedgerServiceImplBase {
  private static final int WANTS_MAX = 1_000;
  private static final int PATH_MAX = 16;
  private static final int RECORDS_MAX = 1_000;

  private final Ledger ledger;
  private final JdbcPriceBooks prices;
  private final Duration session;
  private final WatchStreams watches;
  private final LedgerMetrics metrics;

  /**
   * @param session T: how long a replica may admit after an answered heartbeat
   */
  public LedgerApi(
      Ledger ledger,
      JdbcPriceBooks prices,
      Duration session,
      WatchStreams watches,
      LedgerMetrics metrics) {
    this.ledger = ledger;
    this.prices = prices;
    this.session = session;
    this.watches = watches;
    this.metrics = metrics;
  }

  @Override
  public void open(OpenRequest request, StreamObserver<OpenResponse> observer) {
    Calls.answer(observer, Role.REPLICA, () -> open(request));
  }

  private OpenResponse open(OpenRequest request) throws SQLException {
    var fields = new Fields();
    fields.atLeast("epoch", request.getEpoch(), 1).atLeast("last_seq", request.getLastSeq(), 0);
    fields.text("host_boot", request.getHostBoot(), 1);
    var replica = replica(fields, request.getReplica(), request.getShard(), request.getEpoch());
    fields.check();
    var opened = ledger.open(replica, request.getHostBoot(), request.getLastSeq());
    var response =
        OpenResponse.newBuilder()
            .setHistoryId(opened.historyId().toString())
            .setWatermark(opened.watermark())
            .setSessionMs(session.toMillis())
            .setDrainOnly(opened.drainOnly());
    for (var lease : opened.leases()) {
      response.addLeases(
          LeaseState.newBuilder()
              .setAccount(lease.account())
              .setGrantedTotal(lease.grantedTotal())
              .setOutstanding(lease.outstanding()));
    }
    return response.build();
  }

  @Override
  public void acquire(AcquireRequest request, StreamObserver<AcquireResponse> observer) {
    Calls.answer(observer, Role.REPLICA, () -> acquire(request));
  }

  private AcquireResponse acquire(AcquireRequest request) throws SQLException {
    var fields = new Fields();
    var replica = replica(fields, request.getReplica(), request.getShard(), request.getEpoch());
    fields.between("wants", request.getWantsCount(), 1, WANTS_MAX);
    fields.check();
    var acquired = ledger.acquire(replica, paths(request));
    var response = AcquireResponse.newBuilder().setHistoryId(acquired.historyId().toString());
    for (var grant : acquired.grants()) {
      response.addResults(result(grant));
      metrics.acquired(grant);
    }
    for (var seen : acquired.accounts()) {
      var account = seen.account();
      response.addAccounts(
          AccountState.newBuilder()
              .setAccount(account.id())
              .setGrantedTotal(seen.grantedTotal())
              .setGranted(account.granted())
              .setPosted(account.posted())
              .setLeased(account.leased())
              .setClaimed(account.claimed())
              .setScarce(seen.scarce()));
    }
    return response.build();
  }

  private static List<List<Want>> paths(AcquireRequest request) {
    var fields = new Fields();
    for (int i = 0; i < request.getWantsCount(); i++) {
      var path = request.getWants(i);
      fields.between("wants[" + i + "].accounts", path.getAccountsCount(), 1, PATH_MAX);
      var names = new HashSet<String>();
      for (var want : path.getAccountsList()) {
        var at = "wants[" + i + "].accounts";
        fields.account(at + ".account", want.getAccount());
        fields.atLeast(at + ".total", want.getTotal(), 0);
        fields.atLeast(at + ".exact_shortfall", want.getExactShortfall(), 0);
        fields.require(names.add(want.getAccount()), at, "must name each account once");
      }
    }
    fields.check();
    return request.getWantsList().stream()
        .map(path ->
            path.getAccountsList().stream()
                .map(w -> new Want(w.getAccount(), w.getTotal(), w.getExactShortfall()))
                .toList())
        .toList();
  }

  private static PathResult result(Grant grant) {
    return switch (grant) {
      case Grant.Granted() -> result(Verdict.VERDICT_GRANTED, "");
      case Grant.HeldElsewhere(var account) -> result(Verdict.VERDICT_SHORT, account);
      case Grant.Closed(var account) -> result(Verdict.VERDICT_CLOSED, account);
      case Grant.Never(var account) -> result(Verdict.VERDICT_NEVER, account);
    };
  }

  private static PathResult result(Verdict verdict, String account) {
    return PathResult.newBuilder().setVerdict(verdict).setAccount(account).build();
  }

  @Override
  public void report(ReportRequest request, StreamObserver<ReportResponse> observer) {
    Calls.answer(observer, Role.REPLICA, () -> report(request));
  }

  private ReportResponse report(ReportRequest request) throws SQLException {
    var fields = new Fields();
    var replica = replica(fields, request.getReplica(), request.getShard(), request.getEpoch());
    fields.between("records", request.getRecordsCount(), 0, RECORDS_MAX);
    fields.atLeast("heartbeat", request.getHeartbeat(), 0);
    Records.check(fields, request.getRecordsList());
    if (!fields.problems().isEmpty()) {
      metrics.malformed(request.getReplica(), fields.problems());
    }
    fields.check();
    prices.require(Records.priceVersions(request.getRecordsList()));
    long started = System.nanoTime();
    var applied =
        ledger.report(
            replica, request.getHeartbeat(), request.getRecordsList(), request.getFinal());
    metrics.reported(applied, System.nanoTime() - started);
    return ReportResponse.newBuilder()
        .setHistoryId(applied.historyId().toString())
        .setWatermark(applied.watermark())
        .setHeartbeat(request.getHeartbeat())
        .setPricesVersion(prices.published().version())
        .addAllRecalls(applied.recalls())
        .build();
  }

  @Override
  public void prices(PricesRequest request, StreamObserver<PricesResponse> observer) {
    Calls.answer(observer, BearerTokens.current().role(), () -> prices(request));
  }

  private PricesResponse prices(PricesRequest request) throws SQLException {
    var published = prices.published();
    var response =
        PricesResponse.newBuilder()
            .setHistoryId(ledger.historyId().toString())
            .setVersion(published.version());
    if (published.version() > request.getKnownVersion()) {
      published.books().forEach(book -> response.addBooks(PriceProtos.toProto(book)));
    }
    return response.build();
  }

  @Override
  public void late(LateRequest request, StreamObserver<LateResponse> observer) {
    observer.onError(
        GrpcErrors.unimplemented(
            "Late follows a verdict, and there are none yet: docs/reference/leases.md"));
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
    var stream = (ServerCallStreamObserver<WatchResponse>) observer;
    var _ = Calls.begin(observer, Role.REPLICA, () -> watch(request, stream));
  }

  private ReplicaId watch(WatchRequest request, ServerCallStreamObserver<WatchResponse> stream)
      throws SQLException {
    var fields = new Fields();
    var replica = replica(fields, request.getReplica(), request.getShard(), request.getEpoch());
    fields.check();
    watches.add(replica, stream);
    return replica;
  }

  private static ReplicaId replica(Fields fields, String id, int shard, long epoch) {
    fields.require(shard == 0, "shard", "must be 0: this ledger has one shard");
    return new ReplicaId(fields.uuid("replica", id), shard, epoch, BearerTokens.current().name());
  }
}
