package dev.tollgate.kit.grpc;

import static dev.tollgate.kit.grpc.TestCalls.answering;
import static dev.tollgate.kit.grpc.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.kit.config.ListenAddress;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GrpcServersTest {
  private static final ListenAddress LOOPBACK = ListenAddress.parse("127.0.0.1:0");

  private final EventLoops loops = EventLoops.start(1, "test");
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
    loops.close();
  }

  private Server onLoops(ListenAddress address, UnaryOperator<String> answer) {
    servers.add(GrpcServers.startOnEventLoops(address, loops, List.of(answering(answer))));
    return servers.getLast();
  }

  private Server onThreads(UnaryOperator<String> answer) {
    servers.add(GrpcServers.startOnVirtualThreads(LOOPBACK, loops, List.of(answering(answer))));
    return servers.getLast();
  }

  private ManagedChannel channelTo(ListenAddress address) {
    channels.add(GrpcChannels.to(List.of(address), loops));
    return channels.getLast();
  }

  private ManagedChannel channelTo(Server server) {
    return channelTo(new ListenAddress.Tcp("127.0.0.1", GrpcServers.port(server)));
  }

  private ListenAddress.Unix socket() {
    return new ListenAddress.Unix(directory.resolve("s.sock"));
  }

  @Test
  void handlersRunOnTheEventLoop() {
    var server = onLoops(LOOPBACK, request -> request + " on loop " + loops.current());
    assertThat(call(channelTo(server), "hello")).isEqualTo("hello on loop 0");
  }

  @Test
  void handlersOnVirtualThreadsMayWaitForEachOther() throws Exception {
    var both = new CyclicBarrier(2);
    var server =
        onThreads(request -> {
          try {
            both.await(5, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return String.valueOf(Thread.currentThread().isVirtual());
        });
    var channel = channelTo(server);
    var other = inBackground(() -> call(channel, "one"));
    assertThat(call(channel, "two")).isEqualTo("true");
    assertThat(other.get(5, TimeUnit.SECONDS)).isEqualTo("true");
  }

  @Test
  void aUnixSocketIsForThisUserAlone() throws Exception {
    onLoops(socket(), request -> request);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket().path())))
        .isEqualTo("rw-------");
    assertThat(call(channelTo(socket()), "hello")).isEqualTo("hello");
  }

  @Test
  void theSocketOfADeadProcessIsReplaced() throws Exception {
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket().path()));
    }
    assertThat(socket().path()).exists();
    onLoops(socket(), request -> request);
    assertThat(call(channelTo(socket()), "hello")).isEqualTo("hello");
  }

  @Test
  void aSocketThatAnswersIsLeftToItsOwner() {
    onLoops(socket(), request -> request);
    assertThatThrownBy(() -> onLoops(socket(), request -> "thief"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("another process listens there");
    assertThat(call(channelTo(socket()), "hello")).isEqualTo("hello");
  }

  @Test
  void aFileThatIsNoSocketIsNotDeleted() throws Exception {
    Files.writeString(socket().path(), "precious");
    assertThatThrownBy(() -> onLoops(socket(), request -> request))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(socket().path()).hasContent("precious");
  }

  @Test
  void aTakenPortIsNamed() {
    var taken = new ListenAddress.Tcp("127.0.0.1", GrpcServers.port(onLoops(LOOPBACK, r -> r)));
    assertThatThrownBy(() -> onLoops(taken, request -> request))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot listen on " + taken)
        .hasMessageContaining("Address already in use");
  }

  @Test
  void anAddressThatOtherMachinesReachIsRefused() {
    assertThatThrownBy(() -> onLoops(ListenAddress.parse("0.0.0.0:0"), request -> request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keep it on loopback");
  }

  @Test
  void healthIsServed() {
    var health = HealthGrpc.newBlockingStub(channelTo(onLoops(LOOPBACK, request -> request)));
    var answer =
        health
            .withDeadlineAfter(5, TimeUnit.SECONDS)
            .check(HealthCheckRequest.getDefaultInstance());
    assertThat(answer.getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void aMessageBeyondTheBoundIsRefused() {
    var channel = channelTo(onLoops(LOOPBACK, request -> "ok"));
    assertThat(call(channel, "x".repeat(GrpcServers.MESSAGE_BYTES_MAX))).isEqualTo("ok");
    assertThatThrownBy(() -> call(channel, "x".repeat(GrpcServers.MESSAGE_BYTES_MAX + 1)))
        .extracting(e -> Status.fromThrowable(e).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void drainLetsARunningCallFinishAndTakesNoOther() throws Exception {
    var running = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    var server = onThreads(request -> finishWith(running, finish));
    var channel = channelTo(server);
    var first = inBackground(() -> call(channel, "first"));
    assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
    var drained = inBackground(() -> drain(server, Duration.ofSeconds(10)));
    await().until(server::isShutdown);
    assertThatThrownBy(() -> call(channelTo(server), "late"))
        .extracting(e -> Status.fromThrowable(e).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(drained).isNotDone();
    finish.countDown();
    assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("finished");
    assertThat(drained.get(5, TimeUnit.SECONDS)).isEqualTo("drained");
    assertThat(server.isTerminated()).isTrue();
  }

  @Test
  void drainCancelsACallThatOutlastsTheGrace() throws Exception {
    var running = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    var server =
        onThreads(request -> {
          Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
          return finishWith(running, cancelled);
        });
    var channel = channelTo(server);
    var stuck = inBackground(() -> call(channel, "stuck"));
    assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(drain(server, Duration.ofMillis(50))).isEqualTo("drained");
    assertThat(stuck).failsWithin(Duration.ofSeconds(5));
    assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
  }

  /** Never on the common pool, where on a small machine one task waits for the other. */
  private static <T> CompletableFuture<T> inBackground(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, Thread::startVirtualThread);
  }

  private static String drain(Server server, Duration grace) {
    GrpcServers.drain(server, grace);
    return "drained";
  }

  private static String finishWith(CountDownLatch running, CountDownLatch finish) {
    running.countDown();
    try {
      return finish.await(10, TimeUnit.SECONDS) ? "finished" : "gave up";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }
}
