package dev.tollgate.authz.usage.envoy;

import dev.tollgate.kit.config.ListenAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;

/** One HTTP connection to Envoy's admin interface, one question at a time. */
final class AdminConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
  private static final int ANSWER_BYTES_MAX = 1 << 20;
  private static final int CONNECT_MILLIS_MAX = 1_000;

  private final ChannelFuture connected;
  private volatile boolean closed;
  private volatile CompletableFuture<byte[]> answer = new CompletableFuture<>();

  private AdminConnection(ListenAddress address, EventLoopGroup group) {
    connected =
        new Bootstrap()
            .group(group)
            .channel(
                switch (address) {
                  case ListenAddress.Unix unix -> EpollDomainSocketChannel.class;
                  case ListenAddress.Tcp tcp -> EpollSocketChannel.class;
                })
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
            .handler(new Pipeline(this))
            .connect(socketAddress(address));
  }

  /** Begins to connect; whether that works shows with the first answer. */
  static AdminConnection open(ListenAddress address, EventLoopGroup group) {
    return new AdminConnection(address, group);
  }

  /** Fails if the connection does, or if the answer is not 200. */
  CompletableFuture<byte[]> get(String pathAndQuery) {
    return ask(HttpMethod.GET, pathAndQuery);
  }

  /** As {@link #get}, of what Envoy is to do. */
  CompletableFuture<byte[]> post(String path) {
    return ask(HttpMethod.POST, path);
  }

  private CompletableFuture<byte[]> ask(HttpMethod method, String pathAndQuery) {
    var asked = new CompletableFuture<byte[]>();
    answer = asked;
    connected.addListener(done -> send(method, pathAndQuery));
    return asked;
  }

  boolean open() {
    return !closed && connected.channel().isOpen();
  }

  /** Nothing may be asked from now on, though the channel itself closes a moment later. */
  void close() {
    closed = true;
    var _ = connected.channel().close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    if (response.status().equals(HttpResponseStatus.OK)) {
      answer.complete(ByteBufUtil.getBytes(response.content()));
    } else {
      fail(new IOException("Envoy's admin interface answered " + response.status()));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(new IOException("Envoy closed its admin connection"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }

  private void send(HttpMethod method, String pathAndQuery) {
    if (!connected.isSuccess()) {
      fail(connected.cause());
      return;
    }
    var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, pathAndQuery);
    request.headers().set(HttpHeaderNames.HOST, "envoy").set(HttpHeaderNames.CONTENT_LENGTH, 0);
    connected
        .channel()
        .writeAndFlush(request)
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  private void fail(Throwable cause) {
    answer.completeExceptionally(cause);
    close();
  }

  private static SocketAddress socketAddress(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Unix unix -> new DomainSocketAddress(unix.path().toFile());
      case ListenAddress.Tcp tcp -> new InetSocketAddress(tcp.host(), tcp.port());
    };
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final AdminConnection connection;

    Pipeline(AdminConnection connection) {
      this.connection = connection;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(new HttpClientCodec(), new HttpObjectAggregator(ANSWER_BYTES_MAX), connection);
    }
  }
}
