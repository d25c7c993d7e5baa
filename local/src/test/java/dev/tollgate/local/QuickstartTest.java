package dev.tollgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.ScriptCheckout.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./quickstart} starts, and that it ends. */
final class QuickstartTest {
  @TempDir Path directory;

  @Test
  void aPartThatDiesOrAsksForAStartIsBroughtBackAndStopEndsAll() throws Exception {
    try (var system = StandInSystem.in(directory)) {
      system.checkout.file("authz.fails-once");
      assertThat(system.run("--detach").output()).contains("READY");
      assertThat(system.events().stream().filter("start authz"::equals)).hasSize(2);
      for (var part : new String[] {"postgres", "ledger-1", "envoy", "upstream"}) {
        long before = system.pid(part);
        system.kill(part);
        await().atMost(Duration.ofSeconds(60)).until(() -> cameBack(system, part, before));
      }
      assertThat(system.run("--detach").errors()).contains("it runs already");
      assertThat(system.run("--stop").output()).startsWith("Stopped.");
      assertThat(stops(system)).containsSequence("stop envoy", "stop authz", "stop ledger-1");
      system.awaitNothingLeft();
      assertThat(system.run("--stop").output()).isEqualTo("Nothing runs.\n");
    }
  }

  /** Without setpriv nothing tells the parts that the supervisor was killed. */
  @Test
  void whatAKilledSupervisorHasLeftIsStoppedAlsoIfItIsDeafToSigterm() throws Exception {
    try (var system = StandInSystem.in(directory)) {
      system.checkout.remove("bin/setpriv");
      system.checkout.file("authz.deaf");
      assertThat(system.run("--detach").output()).contains("READY");
      system.kill("supervisor");
      assertThat(system.run("--status").output())
          .contains("supervisor   is down", "authz        runs", "postgres     runs");
      assertThat(system.run("--stop")).extracting(Outcome::code).isEqualTo(0);
      assertThat(stops(system)).containsExactly("stop envoy", "stop authz", "stop ledger-1");
      system.awaitNothingLeft();
      assertThat(system.run("--stop").output()).isEqualTo("Nothing runs.\n");
    }
  }

  /**
   * Not Ctrl-C's SIGINT: a build that runs in the background ignores it, and so do its children.
   */
  @Test
  void aSignalDuringTheStartStopsInOrderWhatWasStarted() throws Exception {
    try (var system = StandInSystem.in(directory)) {
      system.checkout.file("authz.unready");
      var script = system.start();
      system.awaitEvents("start envoy", "start authz", "start ledger-1");
      Commands.run(List.of("kill", "-TERM", Long.toString(script.pid())));
      assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(stops(system)).containsExactly("stop envoy", "stop authz", "stop ledger-1");
      system.awaitNothingLeft();
      assertThat(system.checkout.root.resolve("errors")).isEmptyFile();
    }
  }

  @Test
  void aSignalToAWaitingDetachStopsWhatWasStarted() throws Exception {
    try (var system = StandInSystem.in(directory)) {
      system.checkout.file("authz.unready");
      var script = system.start("--detach");
      system.awaitEvents("start envoy");
      script.destroy();
      assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(script.exitValue()).isEqualTo(130);
      system.awaitNothingLeft();
    }
  }

  @ParameterizedTest
  @CsvSource({"traffic, ''", "upstream, ''", "postgres, ''", "traffic, --detach"})
  void aTakenPortIsOneClearLine(String which, String option) throws Exception {
    try (var system = StandInSystem.in(directory)) {
      int port =
          switch (which) {
            case "traffic" -> system.ports.traffic();
            case "upstream" -> system.ports.upstream();
            default -> system.ports.postgres();
          };
      try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        var outcome = option.isEmpty() ? system.run() : system.run(option);
        assertThat(taken.isBound()).isTrue();
        assertThat(outcome)
            .isEqualTo(
                new Outcome(
                    1,
                    "",
                    "quickstart: port %d is taken: stop what listens there, or choose others with --port-base %d\n"
                        .formatted(port, system.ports.traffic() + 1_000)));
        assertThat(system.events()).isEmpty();
      }
      system.awaitNothingLeft();
    }
  }

  private static List<String> stops(StandInSystem system) throws IOException {
    return system.events().stream().filter(event -> event.startsWith("stop")).toList();
  }

  private static boolean cameBack(StandInSystem system, String part, long before) {
    try {
      long now = system.pid(part);
      return now != before && ProcessHandle.of(now).isPresent();
    } catch (IOException | RuntimeException e) {
      return false; // the pid file is being written
    }
  }
}
