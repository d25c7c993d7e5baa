package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two Envoys ask one authz-server, each with a log of its own. */
@ExtendWith(SharedGateway.class)
final class TwoEnvoysTest {
  private static final long GRANTED = 1_000_000_000_000L;
  private static final int STREAMS = 5;

  private final Gateway gateway;

  TwoEnvoysTest(Gateway gateway) {
    this.gateway = gateway;
  }

  private record Two() implements Sidecar.Wiring {
    @Override
    public boolean secondEnvoy() {
      return true;
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("USAGE_LOG_ROTATE_BYTES", "65536");
    }
  }

  @Test
  void bothAreSettledAndRotatedAndOneDiesWithoutTheOther() throws Exception {
    var busy = gateway.caller(GRANTED);
    var caller = gateway.caller(GRANTED);
    try (var sidecar = new Sidecar(gateway, new Two());
        var books = new Books(gateway, List.of(busy))) {
      var urls = List.of(sidecar.url(), sidecar.secondUrl());
      try (var traffic = new Traffic(gateway, urls, List.of(busy))) {
        soon(() -> rotated(sidecar.usageLog()) && rotated(sidecar.secondUsageLog()));
        traffic.end();
        soon(() -> books.charges().size() >= traffic.completed().size());
        assertThat(books.charges())
            .extracting(Books.Charge::request)
            .doesNotHaveDuplicates()
            .containsAll(traffic.completed());
      }

      var first = streams(sidecar.url(), caller);
      var second = streams(sidecar.secondUrl(), caller);
      soon(() -> running(sidecar.usageLog()) >= STREAMS);
      soon(() -> running(sidecar.secondUsageLog()) >= STREAMS);
      sidecar.second.kill();
      sidecar.second.start();
      sidecar.second.awaitReady();
      soon(() -> charges(caller, true).size() == STREAMS);
      for (var answer : first) {
        assertThat(answer.join().statusCode()).isEqualTo(200);
      }
      assertThat(second).allMatch(CompletableFuture::isCompletedExceptionally);
      soon(() -> charges(caller, false).size() == 2 * STREAMS);
      assertThat(charges(caller, false))
          .filteredOn(charge -> charge.getUsage().getEvidence() == Evidence.EVIDENCE_EXACT)
          .hasSize(STREAMS);
      assertThat(charges(caller, true)).hasSize(STREAMS);
    }
  }

  private List<CompletableFuture<HttpResponse<String>>> streams(String url, Gateway.Caller caller) {
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < STREAMS; i++) {
      var content = "[mock output=60 seconds=6]";
      var more = ",\"stream\":true";
      answers.add(
          gateway.sendAsync(gateway.chat(url, caller.apiKey(), "gpt-4o-mini", content, more)));
    }
    return answers;
  }

  private static boolean rotated(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log.resolveSibling("."))) {
      var prefix = log.getFileName() + ".";
      return files.anyMatch(file -> file.getFileName().toString().startsWith(prefix));
    }
  }

  /** How many lines tell of requests that take a while. */
  private static long running(Path log) throws IOException {
    return Files.exists(log)
        ? Files.readAllLines(log).stream()
            .filter(line -> line.contains("DownstreamPeriodic") && line.contains("\"stream\":true"))
            .count()
        : 0;
  }

  private List<Charge> charges(Gateway.Caller caller, boolean unseen) throws IOException {
    var request =
        ListUsageRequest.newBuilder().setAccount(caller.wallet()).setWithoutLastLine(unseen);
    return gateway.money().listUsage(request.build()).getChargesList();
  }

  private static void soon(Callable<Boolean> holds) {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).until(holds);
  }
}
