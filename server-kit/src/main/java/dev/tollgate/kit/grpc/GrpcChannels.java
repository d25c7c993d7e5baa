package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.tls.LiveTls;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens channels to servers. */
public final class GrpcChannels {
  private static final long KEEPALIVE_SECONDS = 10;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;

  private GrpcChannels() {}

  /**
   * A plaintext channel to targets on this machine; otherwise like {@link #to(GrpcTargets,
   * EventLoops)}.
   *
   * @throws IllegalArgumentException if there is no target, if TCP and Unix targets are mixed, or
   *     if a target is on another machine
   */
  public static ManagedChannel to(List<ListenAddress> targets, EventLoops loops) {
    return to(GrpcTargets.local(targets), loops);
  }

  /**
   * A channel over one or several targets: calls go round robin over those that are connected, and
   * past those that are down. With TLS each must show a certificate for its own host, or for the
   * server name if there is one. Callbacks run on the event loop and must not block. It connects in
   * the background; calls are the callers' to bound with a deadline.
   */
  @SuppressWarnings("deprecation") // nothing else takes a resolver for one channel alone
  public static ManagedChannel to(GrpcTargets targets, EventLoops loops) {
    var tls = targets.tls();
    var serverName = tls == null ? null : tls.serverName();
    var builder =
        NettyChannelBuilder.forTarget(Targets.TARGET)
            .nameResolverFactory(new Targets(targets.addresses(), serverName))
            .defaultLoadBalancingPolicy("round_robin")
            .channelType(targets.unix() ? EpollDomainSocketChannel.class : EpollSocketChannel.class)
            .eventLoopGroup(loops.group())
            .directExecutor()
            .maxInboundMessageSize(GrpcServers.MESSAGE_BYTES_MAX)
            .maxInboundMetadataSize(GrpcServers.METADATA_BYTES_MAX)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true);
    if (tls == null) {
      return builder.usePlaintext().build();
    }
    var live = LiveTls.of(tls);
    var channel = builder.sslContext(live.context()).build();
    live.follow(channel::isTerminated);
    return channel;
  }
}
