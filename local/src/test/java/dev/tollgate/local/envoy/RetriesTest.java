package dev.tollgate.local.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.envoy.EnvoySettings;
import dev.tollgate.envoy.EnvoySettings.Upstream;
import dev.tollgate.local.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What never reached a provider is tried again; what may have cost something there is not. */
final class RetriesTest {
  @TempDir Path directory;

  @Test
  void aProviderThatCannotBeReachedIsTriedThreeTimesAndTheLineSaysSo() throws Exception {
    var line = lineAfterAsking(FreePort.next());
    assertThat(line).contains("\"attempts\":3", "\"up_sent_ms\":null", "\"flags\":\"URX,UF\"");
  }

  @Test
  void whatTheProviderHasReadIsNotSentAgain() throws Exception {
    var read = new AtomicInteger();
    try (var provider = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> readAndClose(provider, read));
      var line = lineAfterAsking(provider.getLocalPort());
      assertThat(line)
          .contains("\"attempts\":1", "\"flags\":\"UC\"")
          .doesNotContain("_sent_ms\":null");
    }
    assertThat(read).hasValue(1);
  }

  /** The usage log's last line of a chat that is allowed to go to the provider at this port. */
  private String lineAfterAsking(int port) throws Exception {
    try (var envoy =
            EnvoyUnderTest.start(
                directory,
                new Upstream("openai", BaseUrl.parse("http://127.0.0.1:" + port + "/v1")),
                EnvoySettings.PUBLIC_CA);
        var _ =
            new ScriptedAuthz(
                EnvoyUnderTest.checkSocket(directory),
                observer -> {
                  observer.onNext(ScriptedAuthz.allow("openai"));
                  observer.onCompleted();
                })) {
      // The first Check of a process may take longer than Envoy waits for one.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() ->
              envoy
                  .post("/v1/chat/completions", "{\"model\":\"m\"}")
                  .contains("\"code\":\"upstream_unavailable\""));
      var log = directory.resolve("usage.jsonl");
      return await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> Files.readAllLines(log).stream().filter(RetriesTest::last).findFirst(),
              Optional::isPresent)
          .orElseThrow();
    }
  }

  private static boolean last(String line) {
    return line.contains("\"kind\":\"DownstreamEnd\"");
  }

  /** Takes every request in and breaks the connection off without an answer. */
  private static void readAndClose(ServerSocket provider, AtomicInteger read) {
    try {
      while (true) {
        try (var connection = provider.accept()) {
          if (connection.getInputStream().read() >= 0) {
            read.incrementAndGet();
          }
        }
      }
    } catch (IOException e) {
      if (!provider.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
