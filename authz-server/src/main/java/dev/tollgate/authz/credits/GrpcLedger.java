package dev.tollgate.authz.credits;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import dev.tollgate.proto.ledger.v1.ForwardResponse;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
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
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link LedgerCalls} over a channel to one or more ledger-servers. */
final class GrpcLedger implements LedgerCalls {
  /** Inside the second that Envoy gives one try of a Check. */
  private static final long ACQUIRE_MILLIS_MAX = 800;

  private static final long OTHER_MILLIS_MAX = 10_000;

  private static final Logger log = LoggerFactory.getLogger(GrpcLedger.class);

  private final LedgerServiceGrpc.LedgerServiceStub calls;
  private final LedgerServiceGrpc.LedgerServiceBlockingStub blocking;
  private final LongSupplier nanoTime;

  GrpcLedger(Channel channel, Secret token, LongSupplier nanoTime) {
    var authenticated = ClientInterceptors.intercept(channel, BearerTokens.present(token));
    this.calls = LedgerServiceGrpc.newStub(authenticated);
    this.blocking = LedgerServiceGrpc.newBlockingStub(authenticated);
    this.nanoTime = nanoTime;
  }

  @Override
  public void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply) {
    long deadline = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(ACQUIRE_MILLIS_MAX);
    new Attempt(request, reply, deadline).send();
  }

  @Override
  public Runnable watch(WatchRequest request, Consumer<WatchResponse> event, Runnable ended) {
    var context = Context.ROOT.withCancellation();
    context.run(() -> calls.watch(request, new Watching(event, ended)));
    return () -> context.cancel(null);
  }

  private record Watching(Consumer<WatchResponse> event, Runnable ended)
      implements StreamObserver<WatchResponse> {
    @Override
    public void onNext(WatchResponse response) {
      event.accept(response);
    }

    @Override
    public void onError(Throwable error) {
      log.debug("Watch ended: {}", Status.fromThrowable(error));
      ended.run();
    }

    @Override
    public void onCompleted() {
      ended.run();
    }
  }

  @Override
  public OpenResponse open(OpenRequest request) {
    return bounded().open(request);
  }

  @Override
  public ReportResponse report(ReportRequest request) {
    return bounded().report(request);
  }

  @Override
  public LateResponse late(LateRequest request) {
    return bounded().late(request);
  }

  @Override
  public ForwardResponse forward(ForwardRequest request) {
    return bounded().forward(request);
  }

  @Override
  public PricesResponse prices(long knownVersion) {
    return bounded().prices(PricesRequest.newBuilder().setKnownVersion(knownVersion).build());
  }

  @Override
  public PoliciesResponse policies(long knownVersion) {
    return bounded()
        .policies(
            PoliciesRequest.newBuilder().setKnownVersion(knownVersion).setKnowsSpend(true).build());
  }

  private LedgerServiceGrpc.LedgerServiceBlockingStub bounded() {
    return blocking.withDeadlineAfter(OTHER_MILLIS_MAX, TimeUnit.MILLISECONDS);
  }

  /** Acquire totals are cumulative: the same request may be sent to another server, or again. */
  private final class Attempt implements StreamObserver<AcquireResponse> {
    private static final int ATTEMPTS_MAX = 3;

    private final AcquireRequest request;
    private final Consumer<Reply<AcquireResponse>> reply;
    private final long deadlineNanos;
    private int attempts;
    private boolean answered;

    Attempt(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply, long deadlineNanos) {
      this.request = request;
      this.reply = reply;
      this.deadlineNanos = deadlineNanos;
    }

    void send() {
      attempts++;
      long left = deadlineNanos - nanoTime.getAsLong();
      var bounded = calls.withDeadlineAfter(left, TimeUnit.NANOSECONDS);
      // A batch serves many Checks: it must not end with the one whose thread happens to send it.
      Context.ROOT.run(() -> bounded.acquire(request, this));
    }

    @Override
    public void onNext(AcquireResponse response) {
      answered = true;
      reply.accept(new Reply.Ok<>(response));
    }

    @Override
    public void onError(Throwable error) {
      if (answered) {
        return;
      }
      var status = Status.fromThrowable(error);
      if (status.getCode() == Status.Code.UNAVAILABLE
          && attempts < ATTEMPTS_MAX
          && deadlineNanos - nanoTime.getAsLong() > 0) {
        send();
      } else if ("HISTORY".equals(GrpcErrors.reasonOf(error))) {
        reply.accept(new Reply.OtherHistory<>());
      } else {
        log.debug("An Acquire of {} wants failed: {}", request.getWantsCount(), status);
        reply.accept(new Reply.Failed<>("the ledger cannot be asked: " + status.getCode()));
      }
    }

    @Override
    public void onCompleted() {
      if (!answered) {
        reply.accept(new Reply.Failed<>("the ledger sent no answer"));
      }
    }
  }
}
