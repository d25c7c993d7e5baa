package dev.tollgate.authz.credits;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.function.Consumer;

/** The replica goes on as before when the ledger's history changes: it never hears of it. */
final class HistoryIgnored extends SimSeams {
  private static final Set<String> SIGNS = Set.of("HISTORY", "GAP", "UNKNOWN");

  @Override
  LedgerCalls calls(SimMachine machine, LedgerCalls network) {
    return new ForwardingCalls(network) {
      private String historyId = "";

      @Override
      public OpenResponse open(OpenRequest request) {
        var opened = to.open(request);
        historyId = opened.getHistoryId();
        return opened;
      }

      @Override
      public ReportResponse report(ReportRequest request) {
        try {
          return to.report(request).toBuilder().setHistoryId(historyId).build();
        } catch (StatusRuntimeException e) {
          var reason = GrpcErrors.reasonOf(e);
          throw reason != null && SIGNS.contains(reason) ? GrpcErrors.unavailable(reason) : e;
        }
      }

      @Override
      public void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply) {
        to.acquire(
            request,
            answer ->
                reply.accept(
                    switch (answer) {
                      case Reply.Ok<AcquireResponse>(var response) ->
                          new Reply.Ok<>(response.toBuilder().setHistoryId(historyId).build());
                      case Reply.Failed<AcquireResponse> failed -> failed;
                      case Reply.OtherHistory<AcquireResponse> _ -> new Reply.Failed<>("hidden");
                    }));
      }

      @Override
      public Runnable watch(WatchRequest request, Consumer<WatchResponse> event, Runnable ended) {
        return to.watch(
            request, news -> event.accept(news.toBuilder().setHistoryId(historyId).build()), ended);
      }
    };
  }
}
