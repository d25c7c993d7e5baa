package dev.tollgate.authz.answers;

import static java.util.Comparator.comparing;

import dev.tollgate.authz.credits.AccountBalance;
import dev.tollgate.authz.credits.Balances;
import dev.tollgate.authz.credits.RequestCost;
import dev.tollgate.authz.credits.RequestCosts;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.proto.answers.v1.AnswersServiceGrpc;
import dev.tollgate.proto.answers.v1.GetCreditsRequest;
import dev.tollgate.proto.answers.v1.GetCreditsResponse;
import dev.tollgate.proto.answers.v1.GetHealthRequest;
import dev.tollgate.proto.answers.v1.GetHealthResponse;
import dev.tollgate.proto.answers.v1.GetRequestCostRequest;
import dev.tollgate.proto.answers.v1.GetRequestCostResponse;
import dev.tollgate.proto.answers.v1.ListModelsRequest;
import dev.tollgate.proto.answers.v1.ListModelsResponse;
import dev.tollgate.proto.answers.v1.Model;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's own answers. Runs on event loops: never blocks. */
public final class AnswersService extends AnswersServiceGrpc.AnswersServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(AnswersService.class);
  private static final String DEFAULT_BOOK = "default";
  private static final double NANO_PER_CREDIT = 1e9;
  private static final long MILLIS_MAX = 2_000;

  private final Supplier<PriceCatalog> prices;
  private final Predicate<String> inactive;
  private final Balances balances;
  private final RequestCosts costs;
  private final InstantSource clock;

  private AnswersService(
      Supplier<PriceCatalog> prices,
      Predicate<String> inactive,
      Balances balances,
      RequestCosts costs,
      InstantSource clock) {
    this.prices = prices;
    this.inactive = inactive;
    this.balances = balances;
    this.costs = costs;
    this.clock = clock;
  }

  /**
   * The service, to be served on the socket that only Envoy reaches.
   *
   * @param prices what prices are known now; empty until the first ones came
   * @param inactive whether no request goes to a provider of this name now
   */
  public static ServerServiceDefinition create(
      Supplier<PriceCatalog> prices,
      Predicate<String> inactive,
      Balances balances,
      RequestCosts costs,
      InstantSource clock) {
    return ServerInterceptors.intercept(
        new AnswersService(prices, inactive, balances, costs, clock), new Asker.Interceptor());
  }

  @Override
  public void getHealth(GetHealthRequest request, StreamObserver<GetHealthResponse> observer) {
    observer.onNext(GetHealthResponse.newBuilder().setStatus("healthy").build());
    observer.onCompleted();
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
    var catalog = prices.get();
    var version = catalog.current(DEFAULT_BOOK, clock.instant());
    if (version == null) {
      observer.onError(
          Status.UNAVAILABLE.withDescription("prices are not known yet").asRuntimeException());
      return;
    }
    var answer = ListModelsResponse.newBuilder().setObject("list");
    catalog.models(version).stream()
        .filter(price -> !ModelPrice.isWildcard(price.model()))
        .filter(price -> !inactive.test(price.provider()))
        .sorted(comparing(ModelPrice::model))
        .forEach(price -> answer.addData(model(price)));
    observer.onNext(answer.build());
    observer.onCompleted();
  }

  private static Model model(ModelPrice price) {
    return Model.newBuilder()
        .setId(price.model())
        .setObject("model")
        .setCreated((int) price.createdSeconds())
        .setOwnedBy(price.ownedBy())
        .build();
  }

  @Override
  public void getCredits(GetCreditsRequest request, StreamObserver<GetCreditsResponse> observer) {
    var asker = Asker.current();
    if (asker == null) {
      observer.onError(nobody());
      return;
    }
    var _ =
        CompletableFuture.completedFuture(asker.account())
            .thenCompose(balances::read)
            .orTimeout(MILLIS_MAX, TimeUnit.MILLISECONDS)
            .whenComplete((balance, failure) -> answer(asker, balance, failure, observer));
  }

  private static void answer(
      Asker asker,
      @Nullable AccountBalance balance,
      @Nullable Throwable failure,
      StreamObserver<GetCreditsResponse> observer) {
    if (balance == null) {
      LOG.debug("a balance could not be read", failure);
      observer.onError(unavailable("the balance cannot be read right now; please retry"));
      return;
    }
    observer.onNext(
        GetCreditsResponse.newBuilder()
            .setCreditsRemaining(credits(balance.balanceNanocredits()))
            .setCreditsAllocated(credits(balance.grantedNanocredits()))
            .setTier(asker.tier())
            .build());
    observer.onCompleted();
  }

  @Override
  public void getRequestCost(
      GetRequestCostRequest request, StreamObserver<GetRequestCostResponse> observer) {
    var asker = Asker.current();
    if (asker == null) {
      observer.onError(nobody());
      return;
    }
    var _ =
        CompletableFuture.completedFuture(asker.account())
            .thenCompose(account -> costs.read(account, request.getId()))
            .orTimeout(MILLIS_MAX, TimeUnit.MILLISECONDS)
            .thenAccept(cost -> answer(request.getId(), cost, observer))
            .whenComplete((_, failure) -> {
              if (failure != null) {
                LOG.debug("a request's cost could not be read", failure);
                observer.onError(unavailable("the cost cannot be read right now; please retry"));
              }
            });
  }

  private static void answer(
      String id, Optional<RequestCost> cost, StreamObserver<GetRequestCostResponse> observer) {
    if (cost.isEmpty()) {
      observer.onError(
          Status.NOT_FOUND
              .withDescription("no request of this caller has this id, or it has not ended yet")
              .asRuntimeException());
    } else {
      observer.onNext(RequestCostAnswer.of(id, cost.get()));
      observer.onCompleted();
    }
  }

  private static StatusRuntimeException unavailable(String why) {
    return Status.UNAVAILABLE.withDescription(why).asRuntimeException();
  }

  private static StatusRuntimeException nobody() {
    return Status.UNAUTHENTICATED.withDescription("Check named no account").asRuntimeException();
  }

  static double credits(long nanocredits) {
    return nanocredits / NANO_PER_CREDIT;
  }
}
