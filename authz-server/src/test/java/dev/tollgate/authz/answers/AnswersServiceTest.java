package dev.tollgate.authz.answers;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.credits.AccountBalance;
import dev.tollgate.authz.credits.Balances;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.proto.answers.v1.AnswersServiceGrpc;
import dev.tollgate.proto.answers.v1.AnswersServiceGrpc.AnswersServiceBlockingStub;
import dev.tollgate.proto.answers.v1.GetCreditsRequest;
import dev.tollgate.proto.answers.v1.GetHealthRequest;
import dev.tollgate.proto.answers.v1.ListModelsRequest;
import dev.tollgate.proto.answers.v1.Model;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnswersServiceTest {
  private final EventLoops loops = EventLoops.start(1, "answers-test");
  private final List<String> asked = new ArrayList<>();
  private final Set<String> inactive = ConcurrentHashMap.newKeySet();
  private volatile PriceCatalog catalog = PriceCatalog.EMPTY;
  private volatile Balances balances =
      account -> {
        asked.add(account);
        return completedFuture(new AccountBalance(100_000_000_000L, 500_000_000L));
      };
  private @Nullable Server server;
  private @Nullable ManagedChannel channel;

  @BeforeEach
  void start(@TempDir Path directory) {
    var address = new ListenAddress.Unix(directory.resolve("answers.sock"));
    var service =
        AnswersService.create(
            () -> catalog,
            inactive::contains,
            account -> balances.read(account),
            (account, request) -> completedFuture(Optional.empty()),
            InstantSource.fixed(Instant.parse("2026-11-25T10:00:00Z")));
    server = GrpcServers.startOnEventLoops(address, loops, List.of(service));
    channel = GrpcChannels.to(List.of(address), loops);
  }

  @AfterEach
  void stop() {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (server != null) {
      server.shutdownNow();
    }
    loops.close();
  }

  private AnswersServiceBlockingStub stub() {
    if (channel == null) {
      throw new IllegalStateException("not started");
    }
    return AnswersServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private AnswersServiceBlockingStub stubOf(String account, String tier) {
    var headers = new Metadata();
    headers.put(Asker.ACCOUNT, account);
    headers.put(Asker.TIER, tier);
    return stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void itIsHealthyWithoutLedgerAndPrices() {
    assertThat(stub().getHealth(GetHealthRequest.getDefaultInstance()).getStatus())
        .isEqualTo("healthy");
  }

  @Test
  void modelsAreThoseOfTheDefaultBookByName() {
    catalog =
        new PriceCatalog(
            List.of(
                new PriceBook(
                    new PriceVersion("default", 1),
                    Instant.EPOCH,
                    List.of(model("zeta"), model("alpha"))),
                new PriceBook(
                    new PriceVersion("special", 1), Instant.EPOCH, List.of(model("beta")))));
    var answer = stub().listModels(ListModelsRequest.getDefaultInstance());
    assertThat(answer.getObject()).isEqualTo("list");
    assertThat(answer.getDataList())
        .containsExactly(
            Model.newBuilder()
                .setId("alpha")
                .setObject("model")
                .setCreated(1_700_000_000)
                .setOwnedBy("someone")
                .build(),
            Model.newBuilder()
                .setId("zeta")
                .setObject("model")
                .setCreated(1_700_000_000)
                .setOwnedBy("someone")
                .build());
  }

  @Test
  void modelsOfProvidersThatAreInactiveAreNotThere() {
    catalog =
        new PriceCatalog(
            List.of(
                new PriceBook(
                    new PriceVersion("default", 1), Instant.EPOCH, List.of(model("alpha")))));
    assertThat(stub().listModels(ListModelsRequest.getDefaultInstance()).getDataList()).hasSize(1);
    inactive.add("openai");
    assertThat(stub().listModels(ListModelsRequest.getDefaultInstance()).getDataList()).isEmpty();
  }

  private static ModelPrice model(String name) {
    return new ModelPrice(
        name,
        List.of(),
        "openai",
        ModelPrice.Kind.CHAT,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        0,
        10,
        10,
        1_700_000_000,
        "someone",
        List.of());
  }

  @Test
  void beforePricesArriveModelsAreUnavailableAndNotNone() {
    assertThatThrownBy(() -> stub().listModels(ListModelsRequest.getDefaultInstance()))
        .satisfies(
            e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  void aCallerSeesTheBalanceOfTheAccountThatCheckNamed() {
    var answer =
        stubOf("wallet:user:alice", "free").getCredits(GetCreditsRequest.getDefaultInstance());
    assertThat(answer.getCreditsRemaining()).isEqualTo(99.5);
    assertThat(answer.getCreditsAllocated()).isEqualTo(100);
    assertThat(answer.getTier()).isEqualTo("free");
    assertThat(asked).containsExactly("wallet:user:alice");
  }

  @Test
  void whereCheckNamedNobodyThereIsNoBalance() {
    assertThatThrownBy(() -> stub().getCredits(GetCreditsRequest.getDefaultInstance()))
        .satisfies(e ->
            assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    assertThat(asked).isEmpty();
  }

  @Test
  void aLedgerThatIsDownIsUnavailable() {
    balances = account -> failedFuture(new IOException("planted"));
    assertUnavailable();
  }

  @Test
  void aBalanceThatThrowsIsUnavailable() {
    balances =
        account -> {
          throw new IllegalStateException("planted");
        };
    assertUnavailable();
  }

  private void assertUnavailable() {
    assertThatThrownBy(() ->
            stubOf("wallet:user:alice", "").getCredits(GetCreditsRequest.getDefaultInstance()))
        .satisfies(
            e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }
}
