package dev.tollgate.kit.grpc;

import static dev.tollgate.kit.grpc.TestCalls.answering;
import static dev.tollgate.kit.grpc.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.kit.config.ListenAddress;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GrpcChannelsTest {
  private final EventLoops loops = EventLoops.start(1, "test");
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
    loops.close();
  }

  private ListenAddress serve(String name) {
    var services = List.of(answering(request -> name));
    servers.add(GrpcServers.startOnEventLoops(ListenAddress.parse("127.0.0.1:0"), loops, services));
    return new ListenAddress.Tcp("127.0.0.1", GrpcServers.port(servers.getLast()));
  }

  private ManagedChannel channelTo(ListenAddress... targets) {
    channels.add(GrpcChannels.to(List.of(targets), loops));
    return channels.getLast();
  }

  @Test
  void callsGoRoundAllTargets() {
    var channel = channelTo(serve("one"), serve("two"));
    var answered = new HashSet<String>();
    await()
        .untilAsserted(() -> {
          answered.add(call(channel, ""));
          assertThat(answered).hasSize(2);
        });
    assertThat(answered).isEqualTo(Set.of("one", "two"));
  }

  @Test
  void aTargetThatIsDownIsPassedBy() {
    var down = serve("down");
    servers.getLast().shutdownNow();
    var channel = channelTo(down, serve("up"));
    for (int i = 0; i < 10; i++) {
      assertThat(call(channel, "")).isEqualTo("up");
    }
  }

  @Test
  void theKindsOfTargetsAreNotMixed() {
    assertThatThrownBy(
            () -> channelTo(ListenAddress.parse("127.0.0.1:1"), ListenAddress.parse("unix:/x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("targets must be one or more addresses");
    assertThatThrownBy(this::channelTo).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTokenIsNeverSentToAnotherMachine() {
    assertThatThrownBy(() -> channelTo(ListenAddress.parse("ledger.example:9291")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can be reached from other machines");
  }
}
