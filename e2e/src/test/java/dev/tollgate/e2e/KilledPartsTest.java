package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests when a part is killed in the middle of them. */
@ExtendWith(SharedGateway.class)
final class KilledPartsTest {
  private static final Pattern COMPLETED =
      Pattern.compile("\"id\":\"([^\"]+)\".*\"status\":200.*\"completed\":true");
  private final Gateway gateway;

  KilledPartsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @ParameterizedTest
  @ValueSource(strings = {"authz", "ledger-1", "ledger-2", "postgres"})
  void everyCompletedAnswerIsChargedOnceWhoeverIsKilled(String victim) throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 200; i++) {
      double seconds = ThreadLocalRandom.current().nextDouble(0.5, 2.5);
      var content = String.format(Locale.ROOT, "[mock seconds=%.2f]", seconds);
      answers.add(gateway.sendAsync(gateway.chat(caller.apiKey(), "gpt-4o-mini", content, "")));
      TimeUnit.MILLISECONDS.sleep(5);
    }
    kill(victim);
    int passed = 0;
    for (var answer : answers) {
      passed += answer.get(60, TimeUnit.SECONDS).statusCode() == 200 ? 1 : 0;
    }
    assertThat(passed).isGreaterThan(50);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(charged(caller)).containsAll(completed(answers)));
    assertThat(charged(caller)).doesNotHaveDuplicates();
    assertThat(new HashSet<>(charged(caller))).isEqualTo(completed(answers));
  }

  @Test
  void whatEnvoyHadOpenWhenItWasKilledIsDarkOrPricedByPolicyAndNothingElseIs() throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 200; i++) {
      var content = i % 2 == 0 ? "[mock seconds=0.1]" : "[mock seconds=30]";
      answers.add(gateway.sendAsync(gateway.chat(caller.apiKey(), "gpt-4o-mini", content, "")));
    }
    await()
        .untilAsserted(() ->
            assertThat(
                    answers.stream()
                        .filter(CompletableFuture::isDone)
                        .map(answer -> answer.join().statusCode()))
                .hasSize(100)
                .containsOnly(200));
    kill("envoy");
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(kinds(caller)).isEqualTo("posted=100 unseen=100"));
    gateway.system.envoyPart().awaitReady();
  }

  private void kill(String victim) throws IOException {
    if (victim.equals("postgres")) {
      gateway.system.killPostgres();
      gateway.system.restartPostgres();
      return;
    }
    for (var part : gateway.system.parts()) {
      if (part.name().equals(victim)) {
        part.kill();
        part.start();
      }
    }
  }

  /** Request ids of answers that came whole, as the upstream's own record has them. */
  private Set<String> completed(List<CompletableFuture<HttpResponse<String>>> answers)
      throws IOException, InterruptedException {
    var ours = new HashSet<String>();
    for (var answer : answers) {
      var response = answer.join();
      if (response.statusCode() == 200) {
        ours.add(response.headers().firstValue("x-tollgate-request-id").orElseThrow());
      }
    }
    var record = new HashSet<String>();
    for (var line : (Iterable<String>) gateway.upstreamRecord().lines()::iterator) {
      var match = COMPLETED.matcher(line);
      if (match.find() && ours.contains(match.group(1))) {
        record.add(match.group(1));
      }
    }
    assertThat(record).isEqualTo(ours);
    return record;
  }

  /** Request ids that cost the caller something, once for each charge. */
  private List<String> charged(Gateway.Caller caller) throws Exception {
    var sql =
        """
        SELECT request_id FROM ledger.charge
        WHERE path[1] = ? AND evidence = 'exact' OR path[1] = ? AND cost_nanocredits > 0
        """;
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, caller.wallet());
      select.setString(2, caller.wallet());
      try (var rows = select.executeQuery()) {
        var ids = new ArrayList<String>();
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
        return ids;
      }
    }
  }

  private String kinds(Gateway.Caller caller) throws Exception {
    var sql =
        """
        SELECT coalesce(string_agg(kind || '=' || n, ' ' ORDER BY kind), '')
        FROM (
          SELECT CASE WHEN error = 'no last line' THEN 'unseen' ELSE kind END AS kind, count(*) AS n
          FROM ledger.charge WHERE path[1] = ? GROUP BY 1) k
        """;
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, caller.wallet());
      try (var rows = select.executeQuery()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }
}
