package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens plaintext channels to servers on this machine. */
public final class GrpcChannels {
  private static final long KEEPALIVE_SECONDS = 10;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;

  private GrpcChannels() {}

  /**
   * A channel over one or several targets of one kind: calls go round robin over those that are
   * connected, and past those that are down. Callbacks run on the event loop and must not block. It
   * connects in the background; calls are the callers' to bound with a deadline.
   *
   * @throws IllegalArgumentException if there is no target, if TCP and Unix targets are mixed, or
   *     if a target is on another machine
   */
  @SuppressWarnings("deprecation") // nothing else takes a resolver for one channel alone
  public static ManagedChannel to(List<ListenAddress> targets, EventLoops loops) {
    targets.forEach(ListenAddress::requireLocal);
    boolean unix = kind(targets) == ListenAddress.Unix.class;
    return NettyChannelBuilder.forTarget(FixedTargets.TARGET)
        .nameResolverFactory(new FixedTargets(targets))
        .defaultLoadBalancingPolicy("round_robin")
        .channelType(unix ? EpollDomainSocketChannel.class : EpollSocketChannel.class)
        .eventLoopGroup(loops.group())
        .directExecutor()
        .usePlaintext()
        .maxInboundMessageSize(GrpcServers.MESSAGE_BYTES_MAX)
        .maxInboundMetadataSize(GrpcServers.METADATA_BYTES_MAX)
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .build();
  }

  private static Class<?> kind(List<ListenAddress> targets) {
    var kinds = targets.stream().map(Object::getClass).distinct().toList();
    if (kinds.size() != 1) {
      throw new IllegalArgumentException(
          "targets must be one or more addresses, all TCP or all Unix sockets, but are " + targets);
    }
    return kinds.getFirst();
  }
}
