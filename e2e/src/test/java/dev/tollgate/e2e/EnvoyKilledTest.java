package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Envoy is killed with fifty streams running: none of them is lost sight of. */
@ExtendWith(SharedGateway.class)
final class EnvoyKilledTest {
  private static final long GRANTED = 1_000_000_000_000L;
  private static final Pattern RUNNING =
      Pattern.compile("\"bytes_out\":[1-9].*\"DownstreamPeriodic\".*\"reservation\":\"([^\"]+)\"");

  /** docs/reference/usage-log.md says 2 s after the next boot's first answer; machines are busy. */
  private static final Duration STATED = Duration.ofSeconds(10);

  private static final String RUNNING_USAGE =
      ",\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}";

  private final Gateway gateway;

  EnvoyKilledTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void eachOfFiftyStreamsIsPartialOrDarkByNameAndPricedWithinTheStatedTime() throws Exception {
    var caller = gateway.caller(GRANTED);
    try (var sidecar = new Sidecar(gateway)) {
      for (int words = 10; words <= 40; words += 10) {
        var output = "[mock output=" + words + "]";
        assertThat(gateway.send(chat(sidecar, caller, output, "")).statusCode()).isEqualTo(200);
        assertThat(gateway.send(message(sidecar, caller, output)).statusCode()).isEqualTo(200);
      }
      for (int i = 0; i < 20; i++) {
        begin(chat(sidecar, caller, "[mock output=600 seconds=60]", ""));
        begin(message(sidecar, caller, "[mock prompt=33 output=600 seconds=60]"));
      }
      for (int i = 0; i < 10; i++) {
        begin(chat(sidecar, caller, "[mock output=600 seconds=60]", RUNNING_USAGE));
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> running(sidecar) == 50);
      sidecar.envoy.kill();
      assertThat(withoutLastLine(caller)).as("before the next boot nothing is concluded").isEmpty();

      sidecar.envoy.start();
      sidecar.envoy.awaitReady();
      await().atMost(STATED).until(() -> withoutLastLine(caller).size() == 50);
      var priced = withoutLastLine(caller);
      assertThat(how(priced))
          .isEqualTo(
              Map.of(
                  "corrected estimated", 20L, // told nothing but their bytes
                  "posted estimated", 20L, // Anthropic's: their input is told
                  "posted partial", 10L)); // with running usage
      assertThat(priced)
          .allMatch(charge -> charge.getUsage().getError().equals("no last line"))
          .allMatch(charge -> cost(charge) > 0)
          .allMatch(charge -> cost(charge) <= charge.getAdmission().getHold().getNanocredits());
    }
  }

  /** A server that has just started refuses some of fifty at once: they come again. */
  private void begin(HttpRequest request) {
    var _ = gateway.sendAgainWhile(Set.of(503), request);
  }

  private HttpRequest chat(Sidecar sidecar, Gateway.Caller caller, String content, String more) {
    var stream = ",\"stream\":true,\"max_tokens\":1000" + more;
    return gateway.chat(sidecar.url(), caller.apiKey(), "gpt-4o-mini", content, stream);
  }

  private static HttpRequest message(Sidecar sidecar, Gateway.Caller caller, String content) {
    var body =
        """
        {"model":"claude-sonnet-4-5","max_tokens":1000,"stream":true,
         "messages":[{"role":"user","content":"%s"}]}
        """
            .formatted(content);
    return HttpRequest.newBuilder(URI.create(sidecar.url() + "/v1/messages"))
        .header("x-api-key", caller.apiKey())
        .header("anthropic-version", "2023-06-01")
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** Streams that have written a line and of which something had come by then. */
  private static long running(Sidecar sidecar) throws IOException {
    return Files.readAllLines(sidecar.usageLog()).stream()
        .map(RUNNING::matcher)
        .filter(Matcher::find)
        .map(match -> match.group(1))
        .distinct()
        .count();
  }

  private List<Charge> withoutLastLine(Gateway.Caller caller) throws IOException {
    var request =
        ListUsageRequest.newBuilder()
            .setAccount(caller.wallet())
            .setWithoutLastLine(true)
            .setPageSize(100)
            .build();
    return gateway.money().listUsage(request).getChargesList().stream()
        .filter(charge -> !charge.getKind().equals("dark"))
        .toList();
  }

  private static Map<String, Long> how(List<Charge> charges) {
    var how = new HashMap<String, Long>();
    for (var charge : charges) {
      how.merge(charge.getKind() + " " + evidence(charge.getUsage().getEvidence()), 1L, Long::sum);
    }
    return how;
  }

  private static String evidence(Evidence evidence) {
    return evidence.name().substring("EVIDENCE_".length()).toLowerCase(Locale.ROOT);
  }

  private static long cost(Charge charge) {
    return charge.getCost().getNanocredits();
  }
}
