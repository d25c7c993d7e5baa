package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.tls.LiveTls;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Starts gRPC servers. Each also serves {@code grpc.health.v1.Health}, to anyone who can connect.
 * An address that cannot be listened on is an {@link UncheckedIOException} that names it. A Unix
 * socket is created for this user alone (mode 600), and one left behind by a dead process is
 * replaced.
 */
public final class GrpcServers {
  static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
  static final int METADATA_BYTES_MAX = 64 * 1024;
  private static final int CALLS_PER_CONNECTION_MAX = 10_000;
  private static final long KEEPALIVE_SECONDS_MIN = 1;

  private GrpcServers() {}

  /**
   * Handlers run on the event loop that carries their connection and must not block.
   *
   * @throws IllegalArgumentException if other machines can reach the address
   */
  public static Server startOnEventLoops(
      ListenAddress address, EventLoops loops, List<ServerServiceDefinition> services) {
    var listener = GrpcListener.local(address);
    return start(listener, builder(address, loops).directExecutor(), services);
  }

  /**
   * Each step of a call runs on a virtual thread and may block.
   *
   * @throws IllegalArgumentException if other machines can reach the address
   */
  public static Server startOnVirtualThreads(
      ListenAddress address, EventLoops loops, List<ServerServiceDefinition> services) {
    return startOnVirtualThreads(GrpcListener.local(address), loops, services);
  }

  /** As above, where other machines may be let in. */
  public static Server startOnVirtualThreads(
      GrpcListener listener, EventLoops loops, List<ServerServiceDefinition> services) {
    var threads = Thread.ofVirtual().name("call-", 0).factory();
    var executor = Executors.newThreadPerTaskExecutor(threads);
    return start(listener, builder(listener.address(), loops).executor(executor), services);
  }

  /** The TCP port that a server listens on; -1 for a Unix socket. */
  public static int port(Server server) {
    return server.getPort();
  }

  /**
   * Ends a server: no new connection, GOAWAY on the open ones, calls may finish within the grace
   * and are cancelled after it. Returns when all are gone.
   */
  public static void drain(Server server, Duration grace) {
    server.shutdown();
    try {
      if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static NettyServerBuilder builder(ListenAddress address, EventLoops loops) {
    return NettyServerBuilder.forAddress(Sockets.toNetty(address))
        .channelType(
            switch (address) {
              case ListenAddress.Tcp _ -> EpollServerSocketChannel.class;
              case ListenAddress.Unix _ -> EpollServerDomainSocketChannel.class;
            })
        .bossEventLoopGroup(loops.group())
        .workerEventLoopGroup(loops.group())
        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
        .maxInboundMetadataSize(METADATA_BYTES_MAX)
        .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
        .permitKeepAliveTime(KEEPALIVE_SECONDS_MIN, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  private static Server start(
      GrpcListener listener, NettyServerBuilder builder, List<ServerServiceDefinition> services) {
    var tls = listener.tls();
    var live = tls == null ? null : LiveTls.of(tls);
    if (live != null) {
      builder.sslContext(live.context());
    }
    var server =
        builder
            .addServices(services)
            .addService(new HealthStatusManager().getHealthService())
            .build();
    try {
      if (listener.address() instanceof ListenAddress.Unix unix) {
        Sockets.clear(unix.path());
        server.start();
        Sockets.restrict(unix.path());
      } else {
        server.start();
      }
      if (live != null) {
        live.follow(server::isTerminated);
      }
      return server;
    } catch (IOException e) {
      server.shutdownNow();
      throw new UncheckedIOException(
          "cannot listen on %s: %s; free it or choose another address"
              .formatted(listener.address(), reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }
}
