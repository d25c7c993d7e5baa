package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import dev.tollgate.proto.ledger.v1.ForwardResponse;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.PoliciesResponse;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import java.util.function.Consumer;

/** Calls that go on as they are, for those that change some of them. */
class ForwardingCalls implements LedgerCalls {
  final LedgerCalls to;

  ForwardingCalls(LedgerCalls to) {
    this.to = to;
  }

  @Override
  public void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply) {
    to.acquire(request, reply);
  }

  @Override
  public Runnable watch(WatchRequest request, Consumer<WatchResponse> event, Runnable ended) {
    return to.watch(request, event, ended);
  }

  @Override
  public OpenResponse open(OpenRequest request) {
    return to.open(request);
  }

  @Override
  public ReportResponse report(ReportRequest request) {
    return to.report(request);
  }

  @Override
  public LateResponse late(LateRequest request) {
    return to.late(request);
  }

  @Override
  public ForwardResponse forward(ForwardRequest request) {
    return to.forward(request);
  }

  @Override
  public PricesResponse prices(long knownVersion) {
    return to.prices(knownVersion);
  }

  @Override
  public PoliciesResponse policies(long knownVersion) {
    return to.policies(knownVersion);
  }
}
