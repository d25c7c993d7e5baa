package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.Repository;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One real request, end to end, and what becomes of it when parts die. */
final class HappyPathTest {
  private static final Pattern COMPLETED =
      Pattern.compile("\"id\":\"([^\"]+)\".*\"status\":200.*\"completed\":true");
  private static Gateway gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway = new Gateway("happy");
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
  }

  @AfterEach
  void allPartsComeBackAndTheBooksHold() throws IOException {
    for (var part : gateway.system.parts()) {
      part.awaitReady();
    }
    assertThat(gateway.money().verify(VerifyRequest.getDefaultInstance()).getDifferencesList())
        .isEmpty();
  }

  @Test
  void theUnchangedOpenAiSdkIsAnsweredAndChargedToTheNanocredit() throws Exception {
    var caller = gateway.caller(1_000_000_000);
    var output = python("openai_sdk.py", caller.apiKey());
    assertThat(output).contains("\"unasked_usage\": 0").contains("\"streamed\": \"This");
    var match =
        Pattern.compile(
                "\"chat\": \\[(\\d+), (\\d+)].*\"asked\": \\[(\\d+), (\\d+)].*\"embeddings\": \\[2,"
                    + " (\\d+)]")
            .matcher(output);
    assertThat(match.find()).as(output).isTrue();
    long chat = Long.parseLong(match.group(1)) * 150 + Long.parseLong(match.group(2)) * 600;
    long asked = Long.parseLong(match.group(3)) * 150 + Long.parseLong(match.group(4)) * 600;
    long embeddings = Long.parseLong(match.group(5)) * 20;
    await()
        .untilAsserted(() ->
            assertThat(1_000_000_000 - balance(caller)).isEqualTo(2 * chat + asked + embeddings));
  }

  @Test
  void whatMayNotPassNeverReachesTheUpstream() throws Exception {
    var broke = gateway.caller(0);
    var revoked = gateway.caller(1_000_000_000);
    var answer = gateway.send(gateway.chat(revoked.apiKey(), "gpt-4o-mini", "Hello", ""));
    assertThat(answer.statusCode()).isEqualTo(200);
    var revocation =
        gateway
            .keys()
            .revokeUserKey(
                RevokeUserKeyRequest.newBuilder().setKeyId(revoked.key().getKeyId()).build());
    assertThat(revocation.getKey().getStatus()).isEqualTo("revoked");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() ->
            gateway.send(gateway.chat(revoked.apiKey(), "gpt-4o-mini", "Hello", "")).statusCode()
                == 401);
    int before = served();
    var forged = "uc_" + "0123456789abcdef".repeat(4);
    expect(forged, "gpt-4o-mini", "", 401, "invalid_api_key");
    expect(revoked.apiKey(), "gpt-4o-mini", "", 401, "invalid_api_key");
    expect(broke.apiKey(), "gpt-4o-mini", "", 402, "insufficient_credits");
    expect(broke.apiKey(), "no-such-model", "", 404, "model_not_found");
    expect(broke.apiKey(), "gpt-4o-mini", ",\"MODEL\":\"gpt-4o\"", 400, "invalid_json");
    expect(broke.apiKey(), "gpt-4o-mini", ",\"max_tokens\":\"inf\"", 400, "");
    expect(broke.apiKey(), "gpt-4o-mini", ",\"web_search_options\":{}", 400, "unsupported_feature");
    assertThat(served()).isEqualTo(before);
  }

  @Test
  void aThousandAtOnceAgainstABalanceForAHundredReachTheUpstreamAHundredTimes() throws Exception {
    var caller = gateway.caller(100 * 10_000_000L); // mock-per-request costs 0.01 credits
    int before = served();
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(
          gateway.http.sendAsync(
              gateway.chat(caller.apiKey(), "mock-per-request", "[mock seconds=2]", ""),
              HttpResponse.BodyHandlers.ofString()));
    }
    int passed = 0;
    for (var answer : answers) {
      int status = answer.get(60, TimeUnit.SECONDS).statusCode();
      assertThat(status).isIn(200, 402, 429, 503);
      passed += status == 200 ? 1 : 0;
    }
    assertThat(passed).isEqualTo(100);
    assertThat(served() - before).isEqualTo(100);
    await().untilAsserted(() -> assertThat(balance(caller)).isZero());
  }

  @Test
  void callersWhoRetryGetThroughAsLongAsAFullHoldIsLeft() throws Exception {
    // mock-hold5 costs 0.01 credits and holds five times that: a hundred are paid for, 96 find a
    // full hold.
    var caller = gateway.caller(100 * 10_000_000L);
    var ends = new ArrayList<Future<Integer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        ends.add(threads.submit(() -> untilDecided(caller)));
      }
    }
    var statuses = new ArrayList<Integer>();
    for (var end : ends) {
      statuses.add(end.get());
    }
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(96);
    assertThat(statuses.stream().filter(status -> status == 402)).hasSize(104);
    await().untilAsserted(() -> assertThat(balance(caller)).isEqualTo(4 * 10_000_000L));
  }

  private static int untilDecided(Gateway.Caller caller) throws IOException, InterruptedException {
    while (true) {
      var request = gateway.chat(caller.apiKey(), "mock-hold5", "Hello", ",\"max_tokens\":100");
      int status = gateway.send(request).statusCode();
      if (status != 429 && status != 503) {
        return status;
      }
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(20, 200));
    }
  }

  @Test
  void whatEnvoyHadOpenWhenItWasKilledIsDarkAndNothingElseIs() throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 50; i++) {
      var content = i % 2 == 0 ? "[mock seconds=0.1]" : "[mock seconds=30]";
      answers.add(
          gateway.http.sendAsync(
              gateway.chat(caller.apiKey(), "gpt-4o-mini", content, ""),
              HttpResponse.BodyHandlers.ofString()));
    }
    await()
        .untilAsserted(() ->
            assertThat(
                    answers.stream()
                        .filter(CompletableFuture::isDone)
                        .map(answer -> answer.join().statusCode()))
                .hasSize(25)
                .containsOnly(200));
    kill("envoy");
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(kinds(caller)).isEqualTo("dark=25 posted=25"));
    gateway.system.envoyPart().awaitReady();
  }

  private static String kinds(Gateway.Caller caller) throws Exception {
    var sql =
        """
        SELECT coalesce(string_agg(kind || '=' || n, ' ' ORDER BY kind), '')
        FROM (SELECT kind, count(*) AS n FROM ledger.charge WHERE path[1] = ? GROUP BY kind) k
        """;
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, caller.wallet());
      try (var rows = select.executeQuery()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"authz", "ledger-1", "ledger-2", "postgres"})
  void everyCompletedAnswerIsChargedOnceWhoeverIsKilled(String victim) throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 200; i++) {
      double seconds = ThreadLocalRandom.current().nextDouble(0.5, 2.5);
      var content = String.format(Locale.ROOT, "[mock seconds=%.2f]", seconds);
      answers.add(
          gateway.http.sendAsync(
              gateway.chat(caller.apiKey(), "gpt-4o-mini", content, ""),
              HttpResponse.BodyHandlers.ofString()));
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

  private static void kill(String victim) throws IOException {
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
  private static Set<String> completed(List<CompletableFuture<HttpResponse<String>>> answers)
      throws IOException, InterruptedException {
    var ours = new HashSet<String>();
    for (var answer : answers) {
      var response = answer.join();
      if (response.statusCode() == 200) {
        ours.add(response.headers().firstValue("x-tollgate-request-id").orElseThrow());
      }
    }
    var record = new HashSet<String>();
    for (var line : (Iterable<String>) record().lines()::iterator) {
      var match = COMPLETED.matcher(line);
      if (match.find() && ours.contains(match.group(1))) {
        record.add(match.group(1));
      }
    }
    assertThat(record).isEqualTo(ours);
    return record;
  }

  /** Request ids that cost the caller something, once for each charge. */
  private static List<String> charged(Gateway.Caller caller) throws Exception {
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

  private static void expect(String key, String model, String more, int status, String code)
      throws Exception {
    var answer = gateway.send(gateway.chat(key, model, "Hello", more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(code);
  }

  private static long balance(Gateway.Caller caller) throws IOException {
    return gateway
        .money()
        .getBalance(GetBalanceRequest.newBuilder().setAccount(caller.wallet()).build())
        .getAccount()
        .getBalance();
  }

  private static int served() throws IOException, InterruptedException {
    return Math.toIntExact(record().lines().count());
  }

  private static String record() throws IOException, InterruptedException {
    var request =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(gateway.upstreamUrl() + "/_mock/requests"))
            .build();
    return gateway.send(request).body();
  }

  private static String python(String script, String apiKey)
      throws IOException, InterruptedException {
    var root = Repository.root();
    var venv = root.resolve("target/python-openai");
    run(
        new ProcessBuilder(
            "python3",
            root.resolve("local/python_venv.py").toString(),
            venv.toString(),
            "openai==3.57.0"));
    var program =
        new ProcessBuilder(
            venv.resolve("bin/python").toString(),
            root.resolve("e2e/src/test/python").resolve(script).toString());
    program.environment().put("TOLLGATE_URL", gateway.url());
    program.environment().put("TOLLGATE_API_KEY", apiKey);
    return run(program);
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    var process = builder.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
