package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.BearerTokens.Role;
import dev.tollgate.ledger.credits.Endings;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.ledger.credits.Owner;
import dev.tollgate.ledger.credits.ReplicaId;
import dev.tollgate.ledger.limits.JdbcPolicies;
import dev.tollgate.ledger.prices.JdbcPriceBooks;
import dev.tollgate.ledger.usage.JdbcUsage;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.ChargedRequest;
import dev.tollgate.proto.ledger.v1.ChargedResponse;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import dev.tollgate.proto.ledger.v1.ForwardResponse;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
import dev.tollgate.proto.ledger.v1.LeaseState;
import dev.tollgate.proto.ledger.v1.LedgerServiceGrpc;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.PoliciesRequest;
import dev.tollgate.proto.ledger.v1.PoliciesResponse;
import dev.tollgate.proto.ledger.v1.PricesRequest;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The lease protocol for replicas. Runs on virtual threads: every method blocks on PostgreSQL. */
public final class LedgerApi extends LedgerServiceGrpc.LedgerServiceImplBase {
  private static final int WANTS_MAX = 1_000;
  private static final int RECORDS_MAX = 1_000;

  private final Ledger ledger;
  private final Endings endings;
  private final JdbcPriceBooks prices;
  private final JdbcPolicies policies;
  private final JdbcUsage usage;
  private final Sessions sessions;
  private final WatchStreams watches;
  private final LedgerMetrics metrics;

  public LedgerApi(
      Ledger ledger,
      Endings endings,
      JdbcPriceBooks prices,
      JdbcPolicies policies,
      JdbcUsage usage,
      Sessions sessions,
      WatchStreams watches,
      LedgerMetrics metrics) {
    this.ledger = ledger;
    this.endings = endings;
    this.prices = prices;
    this.policies = policies;
    this.usage = usage;
    this.sessions = sessions;
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
    fields.atLeast("acked", request.getAcked(), 0);
    fields.text("host_boot", request.getHostBoot(), 1);
    fields.text("history_id", request.getHistoryId(), 0);
    var replica = replica(fields, request.getReplica(), request.getShard(), request.getEpoch());
    sessions.requireInTime(fields, request.getReportWithinMs());
    fields.check();
    var opening =
        new Ledger.Opening(
            request.getHostBoot(),
            request.getLastSeq(),
            request.getAcked(),
            request.getHistoryId(),
            sessions.leastSilence(request.getReportWithinMs()).toMillis());
    var opened = ledger.open(replica, opening);
    var response =
        OpenResponse.newBuilder()
            .setHistoryId(opened.historyId().toString())
            .setWatermark(opened.watermark())
            .setSessionMs(sessions.length().toMillis())
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
    var owner =
        owner(
            fields,
            request.getReplica(),
            request.getShard(),
            request.getEpoch(),
            request.getHistoryId());
    fields.between("wants", request.getWantsCount(), 1, WANTS_MAX);
    fields.check();
    var acquired = ledger.acquire(owner, Wants.of(request));
    acquired.grants().forEach(metrics::acquired);
    return Wants.answer(acquired);
  }

  @Override
  public void report(ReportRequest request, StreamObserver<ReportResponse> observer) {
    Calls.answer(observer, Role.REPLICA, () -> report(request));
  }

  private ReportResponse report(ReportRequest request) throws SQLException {
    var fields = new Fields();
    var owner =
        owner(
            fields,
            request.getReplica(),
            request.getShard(),
            request.getEpoch(),
            request.getHistoryId());
    fields.between("records", request.getRecordsCount(), 0, RECORDS_MAX);
    fields.atLeast("heartbeat", request.getHeartbeat(), 0);
    fields.atLeast("last_seq", request.getLastSeq(), 0);
    Records.check(fields, request.getRecordsList());
    refuseMalformed(fields, request.getReplica());
    prices.require(Records.priceVersions(request.getRecordsList()));
    long started = System.nanoTime();
    var applied =
        request.getFinal()
            ? ledger.close(owner, request.getRecordsList(), request.getLastSeq())
            : ledger.report(owner, request.getHeartbeat(), request.getRecordsList());
    metrics.reported(applied, System.nanoTime() - started);
    return ReportResponse.newBuilder()
        .setHistoryId(applied.historyId().toString())
        .setWatermark(applied.watermark())
        .setHeartbeat(request.getHeartbeat())
        .setPricesVersion(prices.published().version())
        .setPoliciesVersion(policies.version())
        .addAllRecalls(applied.recalls())
        .addAllForeignUsage(applied.foreignUsage())
        .build();
  }

  private void refuseMalformed(Fields fields, String replica) {
    if (!fields.problems().isEmpty()) {
      metrics.malformed(replica, fields.problems());
    }
    fields.check();
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
  public void policies(PoliciesRequest request, StreamObserver<PoliciesResponse> observer) {
    Calls.answer(
        observer, Role.REPLICA, () -> Policies.answer(request, policies, ledger.historyId()));
  }

  @Override
  public void charged(ChargedRequest request, StreamObserver<ChargedResponse> observer) {
    Calls.answer(observer, Role.REPLICA, () -> charged(request));
  }

  private ChargedResponse charged(ChargedRequest request) throws SQLException {
    new Fields()
        .account("account", request.getAccount())
        .text("request_id", request.getRequestId(), 1)
        .check();
    var charge = usage.find(request.getAccount(), request.getRequestId());
    return charge == null
        ? ChargedResponse.getDefaultInstance()
        : ChargedResponse.newBuilder().setCharge(charge).build();
  }

  @Override
  public void late(LateRequest request, StreamObserver<LateResponse> observer) {
    Calls.answer(observer, Role.REPLICA, () -> late(request));
  }

  private LateResponse late(LateRequest request) throws SQLException {
    var fields = new Fields();
    var replica = replica(fields, request.getReplica(), request.getShard(), 0);
    fields.between("records", request.getRecordsCount(), 0, RECORDS_MAX);
    Records.check(fields, request.getRecordsList());
    refuseMalformed(fields, request.getReplica());
    prices.require(Records.priceVersions(request.getRecordsList()));
    var late = endings.late(replica, request.getRecordsList());
    metrics.late(late);
    var response = LateResponse.newBuilder().setHistoryId(late.historyId().toString());
    late.charges().forEach(charge -> response.addResults(LateResults.of(charge)));
    return response.build();
  }

  @Override
  public void forward(ForwardRequest request, StreamObserver<ForwardResponse> observer) {
    Calls.answer(observer, Role.REPLICA, () -> forward(request));
  }

  private ForwardResponse forward(ForwardRequest request) throws SQLException {
    var fields = new Fields();
    fields.between("usages", request.getUsagesCount(), 1, RECORDS_MAX);
    var byOwner = new LinkedHashMap<String, List<ForeignUsage>>();
    for (var usage : request.getUsagesList()) {
      Records.check(fields, usage);
      byOwner.computeIfAbsent(usage.getReplica(), _ -> new ArrayList<>()).add(usage);
    }
    refuseMalformed(fields, "unknown, forwarding");
    prices.require(Records.foreignPriceVersions(request.getUsagesList()));
    for (var owner : byOwner.entrySet()) {
      var replica = replica(fields, owner.getKey(), 0, 0);
      metrics.late(endings.forward(replica, owner.getValue()));
    }
    return ForwardResponse.newBuilder().setHistoryId(ledger.historyId().toString()).build();
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
    var stream = (ServerCallStreamObserver<WatchResponse>) observer;
    var _ = Calls.begin(observer, Role.REPLICA, () -> watch(request, stream));
  }

  private ReplicaId watch(WatchRequest request, ServerCallStreamObserver<WatchResponse> stream)
      throws SQLException {
    var fields = new Fields();
    var owner =
        owner(
            fields,
            request.getReplica(),
            request.getShard(),
            request.getEpoch(),
            request.getHistoryId());
    fields.check();
    watches.add(owner, stream);
    return owner.replica();
  }

  private static Owner owner(Fields fields, String id, int shard, long epoch, String historyId) {
    return new Owner(replica(fields, id, shard, epoch), fields.uuid("history_id", historyId));
  }

  private static ReplicaId replica(Fields fields, String id, int shard, long epoch) {
    fields.require(shard == 0, "shard", "must be 0: this ledger has one shard");
    return new ReplicaId(fields.uuid("replica", id), shard, epoch, BearerTokens.current().name());
  }
}
