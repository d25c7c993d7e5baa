package dev.tollgate.local.envoy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Answers Envoy's Checks as a test tells it to: what authz-server itself never does. */
final class ScriptedAuthz implements AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Server server;

  /** What came with each Check, in order. */
  final Queue<Metadata> metadata = new ConcurrentLinkedQueue<>();

  /** Counted down when Envoy cancels a Check. */
  final CountDownLatch cancelled = new CountDownLatch(1);

  ScriptedAuthz(Path socket, Consumer<StreamObserver<CheckResponse>> script) throws IOException {
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(EpollServerDomainSocketChannel.class)
            .directExecutor()
            .intercept(this::keep)
            .addService(
                new AuthorizationGrpc.AuthorizationImplBase() {
                  @Override
                  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
                    ((ServerCallStreamObserver<CheckResponse>) observer)
                        .setOnCancelHandler(cancelled::countDown);
                    script.accept(observer);
                  }
                })
            .build()
            .start();
  }

  private <Q, A> ServerCall.Listener<Q> keep(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    metadata.add(headers);
    return next.startCall(call, headers);
  }

  /** Lets the request go to a provider, or to authz-server itself as {@code tollgate}. */
  static CheckResponse allow(String to) {
    var provider =
        HeaderValueOption.newBuilder()
            .setHeader(HeaderValue.newBuilder().setKey("x-llm-provider").setValue(to))
            .setAppendAction(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD);
    return CheckResponse.newBuilder()
        .setStatus(com.google.rpc.Status.getDefaultInstance())
        .setOkResponse(OkHttpResponse.newBuilder().addHeaders(provider))
        .setDynamicMetadata(
            Struct.newBuilder()
                .putFields("reservation_id", text("1-00-1"))
                .putFields("upstream_path", text("/v1/chat/completions")))
        .build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    loops.shutdownGracefully().syncUninterruptibly();
  }
}
