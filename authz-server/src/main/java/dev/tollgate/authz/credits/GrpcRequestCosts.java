package dev.tollgate.authz.credits;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.ChargedRequest;
import dev.tollgate.proto.ledger.v1.ChargedResponse;
import dev.tollgate.proto.ledger.v1.LedgerServiceGrpc;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** {@link RequestCosts} over a channel to the ledger. */
final class GrpcRequestCosts implements RequestCosts {
  private static final long MILLIS_MAX = 2_000;

  private final LedgerServiceGrpc.LedgerServiceStub ledger;

  GrpcRequestCosts(Channel channel, Secret token) {
    this.ledger = LedgerServiceGrpc.newStub(channel).withInterceptors(BearerTokens.present(token));
  }

  @Override
  public CompletionStage<Optional<RequestCost>> read(String account, String requestId) {
    var request = ChargedRequest.newBuilder().setAccount(account).setRequestId(requestId).build();
    var answer = new Answer();
    var bounded = ledger.withDeadlineAfter(MILLIS_MAX, TimeUnit.MILLISECONDS);
    Context.ROOT.run(() -> bounded.charged(request, answer));
    return answer.cost;
  }

  private static final class Answer implements StreamObserver<ChargedResponse> {
    final CompletableFuture<Optional<RequestCost>> cost = new CompletableFuture<>();

    @Override
    public void onNext(ChargedResponse response) {
      try {
        cost.complete(
            response.hasCharge() ? Optional.of(cost(response.getCharge())) : Optional.empty());
      } catch (IllegalArgumentException e) {
        cost.completeExceptionally(e); // a newer ledger says what is not known here
      }
    }

    @Override
    public void onError(Throwable failure) {
      cost.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      cost.completeExceptionally(new IllegalStateException("the ledger sent no answer"));
    }
  }

  private static RequestCost cost(Charge charge) {
    var admission = charge.getAdmission();
    var usage = charge.getUsage();
    return new RequestCost(
        state(charge.getKind()),
        admission.getProvider(),
        admission.getModel(),
        usage.getModelAnswered(),
        admission.getEndpoint(),
        usage.getStatus(),
        charge.getCost().getNanocredits(),
        charge.getBalanceAfter(),
        PriceProtos.fromProto(usage.getEvidence()),
        PriceProtos.fromProto(admission.getPriceVersion()),
        PriceProtos.fromProto(usage.getTokens()),
        PriceProtos.unitsOf(usage),
        Instant.ofEpochMilli(usage.getStartedAtMs()),
        usage.getDurationMs(),
        usage.getFirstByteMs());
  }

  private static RequestCost.State state(String kind) {
    return switch (kind) {
      case "dark" -> RequestCost.State.PROVISIONAL;
      case "void" -> RequestCost.State.NOT_SENT;
      default -> RequestCost.State.CHARGED;
    };
  }
}
