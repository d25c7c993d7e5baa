package dev.tollgate.kit.grpc;

import static dev.tollgate.kit.grpc.TestCalls.answering;
import static dev.tollgate.kit.grpc.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokensTest {
  private static final Secret ADMIN = Secret.of("planted-admin-token");
  private static final Secret REPLICA = Secret.of("planted-replica-token");

  private final EventLoops loops = EventLoops.start(1, "test");
  private final AtomicInteger handled = new AtomicInteger();
  private final Server server = start();
  private final ManagedChannel channel =
      GrpcChannels.to(List.of(new ListenAddress.Tcp("127.0.0.1", GrpcServers.port(server))), loops);

  private Server start() {
    var callers =
        Map.of(
            ADMIN, new BearerTokens.Caller("admin", BearerTokens.Role.ADMIN),
            REPLICA, new BearerTokens.Caller("authz-1", BearerTokens.Role.REPLICA));
    var service =
        answering(request -> {
          handled.incrementAndGet();
          return BearerTokens.current().toString();
        });
    var guarded = ServerInterceptors.intercept(service, BearerTokens.require(callers));
    return GrpcServers.startOnEventLoops(
        ListenAddress.parse("127.0.0.1:0"), loops, List.of(guarded));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    loops.close();
  }

  private Channel presenting(Secret token) {
    return ClientInterceptors.intercept(channel, BearerTokens.present(token));
  }

  private Channel sending(String header) {
    var headers = new Metadata();
    headers.put(BearerTokens.AUTHORIZATION, header);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void aTokenNamesItsCaller() {
    assertThat(call(presenting(ADMIN), "")).isEqualTo("Caller[name=admin, role=ADMIN]");
    assertThat(call(presenting(REPLICA), "")).isEqualTo("Caller[name=authz-1, role=REPLICA]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong",
        "Bearer planted-admin-toke",
        "Bearer planted-admin-token ",
        "Bearer ",
        "Basic planted-admin-token",
        "planted-admin-token"
      })
  void anythingElseIsUnauthenticatedAndReachesNoHandler(String header) {
    var refused = catchThrowable(() -> call(sending(header), ""));
    assertThat(Status.fromThrowable(refused).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refused.toString()).doesNotContain("planted");
    assertThat(handled).hasValue(0);
  }

  @Test
  void aMissingTokenIsUnauthenticatedAndSaysWhatToSend() {
    assertThatThrownBy(() -> call(channel, ""))
        .hasMessageContaining("UNAUTHENTICATED")
        .hasMessageContaining("authorization: Bearer <token>");
    assertThat(handled).hasValue(0);
  }

  @Test
  void outsideAGuardedCallThereIsNoCaller() {
    assertThatThrownBy(BearerTokens::current).isInstanceOf(IllegalStateException.class);
  }
}
