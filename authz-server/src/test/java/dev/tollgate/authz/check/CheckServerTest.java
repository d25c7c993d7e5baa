package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.EnvoyQuestions.chat;
import static dev.tollgate.authz.check.EnvoyQuestions.header;
import static dev.tollgate.authz.check.EnvoyQuestions.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.policy.PolicyConfig;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.kit.grpc.GrpcServers;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc.AuthorizationBlockingStub;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** The service as Envoy reaches it: gRPC over a Unix socket, on event loops. */
final class CheckServerTest {
  private final EventLoops loops = EventLoops.start(2, "check-test");
  private final FakeReservations reservations = new FakeReservations();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> uses = new CopyOnWriteArrayList<>();
  private final AtomicInteger callbackLoop = new AtomicInteger(-2);
  private volatile Authenticator authenticator = CheckServerTest::accept;
  private @Nullable Server server;
  private @Nullable ManagedChannel channel;

  private static void accept(String credential, Consumer<Authentication> callback) {
    callback.accept(new Authentication.Authenticated(Samples.principal("*")));
  }

  @BeforeEach
  void start(@TempDir Path directory) {
    var address = new ListenAddress.Unix(directory.resolve("check.sock"));
    var service =
        Check.create(
            loops,
            new PolicyConfig(null),
            (credential, callback) -> authenticator.authenticate(credential, callback),
            (keyId, client) -> uses.add(keyId + " " + client),
            (request, callback) -> {
              callbackLoop.set(loops.current());
              return reservations.reserve(request, callback);
            },
            Samples.PATHS,
            () -> Samples.CATALOG,
            () -> Samples.PROVIDERS,
            (call, done) -> done.accept(true),
            Samples.CLOCK,
            System::nanoTime,
            new Random(1),
            registry);
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

  private AuthorizationBlockingStub stub() {
    if (channel == null) {
      throw new IllegalStateException("not started");
    }
    return AuthorizationGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private CheckResponse check(CheckRequest.Builder request) {
    return stub().check(request.build());
  }

  private double decisions(String route, String reason) {
    var counter =
        registry.find(CheckMetrics.DECISIONS).tags("route", route, "reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  private double inFlight() {
    return registry.get(CheckMetrics.IN_FLIGHT).gauge().value();
  }

  @Test
  void aPaidRequestIsAllowed() {
    reservations.immediately = FakeReservations.admitted();
    var response = check(chat(Samples.CALLER_KEY));
    assertThat(response.getOkResponse().getHeadersCount()).isEqualTo(9);
    assertThat(decisions("chat_completions", "admitted")).isEqualTo(1);
    assertThat(uses).containsExactly("key-1 -");
    assertThat(inFlight()).isZero();
    assertThat(registry.get(CheckMetrics.DURATION).timer().count()).isEqualTo(1);
  }

  @Test
  void aRequestWithoutAKeyIsRefusedWithABodyThatParses() {
    var response = check(question("POST", "/v1/embeddings", Map.of()));
    assertThat(response.hasOkResponse()).isFalse();
    assertThat(response.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(401);
    var error = new ObjectMapper().readTree(response.getDeniedResponse().getBody()).get("error");
    assertThat(error.get("code").asString()).isEqualTo("missing_api_key");
    assertThat(error.get("tollgate").get("decision_id").asString()).matches("dec_[0-9a-f]{32}");
    assertThat(decisions("embeddings", "caller_missing_key")).isEqualTo(1);
  }

  @Test
  void aQuestionThatIsNotUnderstoodIsRefused() {
    var response = check(CheckRequest.newBuilder());
    assertThat(response.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(503);
    assertThat(decisions("unknown", "platform_check_not_understood")).isEqualTo(1);
  }

  @Test
  void theKeyPhaseIsAnsweredWithoutAReservation() {
    var metadata = new Metadata();
    metadata.put(RequestParser.PHASE, "key");
    var response =
        stub()
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
            .check(
                question(
                        "POST",
                        "/v1/chat/completions",
                        Map.of(),
                        header("authorization", "Bearer k"))
                    .build());
    assertThat(response.hasOkResponse()).isTrue();
    assertThat(response.getOkResponse().getHeadersCount()).isZero();
    assertThat(reservations.requests).isEmpty();
    assertThat(decisions("chat_completions", "key_accepted")).isEqualTo(1);
  }

  @Test
  void anAuthenticatorThatAnswersElsewhereIsFollowedHomeToTheEventLoop() {
    authenticator =
        (credential, callback) -> Thread.ofVirtual().start(() -> accept(credential, callback));
    reservations.immediately = FakeReservations.admitted();
    assertThat(check(chat("k")).hasOkResponse()).isTrue();
    assertThat(callbackLoop.get()).isBetween(0, 1);
  }

  @Test
  void aCheckThatNobodyAnswersIsRefusedInTime() {
    var response = check(chat("k"));
    assertThat(response.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(503);
    assertThat(decisions("chat_completions", "platform_timed_out")).isEqualTo(1);
    assertThat(reservations.cancels.get()).isPositive();
  }

  @Test
  void aCancelledCheckGivesItsHoldBackAlsoWhenItIsAdmittedLater() throws Exception {
    if (channel == null) {
      throw new IllegalStateException("not started");
    }
    var future = AuthorizationGrpc.newFutureStub(channel).check(chat("k").build());
    assertThat(reservations.asked.await(5, TimeUnit.SECONDS)).isTrue();
    future.cancel(true);
    assertThat(reservations.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    reservations.answer(FakeReservations.admitted());
    await().untilAsserted(() -> assertThat(inFlight()).isZero());
    assertThat(decisions("chat_completions", "caller_cancelled")).isEqualTo(1);
    assertThat(decisions("chat_completions", "admitted")).isZero();
  }

  @Test
  void anAnswerThatCannotBeMadeIsARefusalAndKeepsNoHold() {
    authenticator =
        (credential, callback) -> {
          var hostile = Samples.principal("*", "line\nbreak");
          callback.accept(new Authentication.Authenticated(hostile));
        };
    reservations.immediately = FakeReservations.admitted();
    var response = check(chat("k"));
    assertThat(response.hasOkResponse()).isFalse();
    assertThat(response.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(503);
    assertThat(reservations.cancels.get()).isPositive();
  }
}
