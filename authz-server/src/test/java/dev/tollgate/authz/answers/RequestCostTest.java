package dev.tollgate.authz.answers;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Timestamp;
import dev.tollgate.authz.credits.RequestCost;
import dev.tollgate.authz.credits.RequestCosts;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcServers;
import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.Units;
import dev.tollgate.proto.answers.v1.AnswersServiceGrpc;
import dev.tollgate.proto.answers.v1.GetRequestCostRequest;
import dev.tollgate.proto.answers.v1.GetRequestCostResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller is told of the cost of its own request, and of nobody else's. */
final class RequestCostTest {
  private static final RequestCost COST =
      new RequestCost(
          RequestCost.State.CHARGED,
          "openai",
          "gpt-4o-mini",
          "gpt-4o-mini-2024-07-18",
          "/v1/chat/completions",
          200,
          5_850,
          9_999_994_150L,
          Evidence.EXACT,
          new PriceVersion("default", 2),
          new TokenCounts(11, 5, 0, 0, 7, 3, 0, 0),
          new Units(2, "256x256"),
          Instant.parse("2026-11-26T10:00:00.5Z"),
          1_234,
          -1);

  @TempDir private Path directory;

  private GetRequestCostResponse ask(RequestCosts costs, String account) {
    var address = new ListenAddress.Unix(directory.resolve("answers.sock"));
    var service =
        AnswersService.create(
            () -> PriceCatalog.EMPTY,
            _ -> false,
            _ -> failedFuture(new IOException("not asked")),
            costs,
            InstantSource.system());
    try (var loops = EventLoops.start(1, "answers-test")) {
      var server = GrpcServers.startOnEventLoops(address, loops, List.of(service));
      var channel = GrpcChannels.to(List.of(address), loops);
      var headers = new Metadata();
      if (!account.isEmpty()) {
        headers.put(Asker.ACCOUNT, account);
      }
      try {
        return AnswersServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .getRequestCost(GetRequestCostRequest.newBuilder().setId("r-1").build());
      } finally {
        channel.shutdownNow();
        server.shutdownNow();
      }
    }
  }

  private Status.Code refusal(RequestCosts costs, String account) {
    return Status.fromThrowable(catchThrowable(() -> ask(costs, account))).getCode();
  }

  @Test
  void aCallersOwnRequestIsExplained() {
    var answer =
        ask(
            (account, id) ->
                completedFuture(
                    account.equals("wallet:user:alice") && id.equals("r-1")
                        ? Optional.of(COST)
                        : Optional.empty()),
            "wallet:user:alice");
    assertThat(answer.getId()).isEqualTo("r-1");
    assertThat(answer.getStatus()).isEqualTo("charged");
    assertThat(answer.getCostIncurred()).isEqualTo(0.00000585);
    assertThat(answer.getCreditsRemaining()).isEqualTo(9.99999415);
    assertThat(answer.getEvidence()).isEqualTo("exact");
    assertThat(answer.getPrice()).isEqualTo("default@2");
    assertThat(answer.getTokens().getCachedInput()).isEqualTo(5);
    assertThat(answer.getTokens().getReasoning()).isEqualTo(3);
    assertThat(answer.getUnits()).isEqualTo(2);
    assertThat(answer.getVariant()).isEqualTo("256x256");
    assertThat(answer.getStartedAt())
        .isEqualTo(Timestamp.newBuilder().setSeconds(1_795_687_200).setNanos(500_000_000).build());
    assertThat(answer.getFirstByteMs()).isEqualTo(-1);
  }

  @Test
  void whatIsNotTheCallersDoesNotExist() {
    assertThat(refusal((_, _) -> completedFuture(Optional.empty()), "wallet:user:bob"))
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void whereCheckNamedNobodyNothingIsAsked() {
    RequestCosts costs =
        (_, _) -> {
          throw new AssertionError("asked");
        };
    assertThat(refusal(costs, "")).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aLedgerThatCannotBeAskedIsUnavailable() {
    assertThat(refusal((_, _) -> failedFuture(new IOException("planted")), "wallet:user:alice"))
        .isEqualTo(Status.Code.UNAVAILABLE);
    RequestCosts thrown =
        (_, _) -> {
          throw new IllegalStateException("planted");
        };
    assertThat(refusal(thrown, "wallet:user:alice")).isEqualTo(Status.Code.UNAVAILABLE);
  }
}
