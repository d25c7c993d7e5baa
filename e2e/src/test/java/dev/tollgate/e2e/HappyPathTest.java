package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.Repository;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
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

/** One real request, end to end, and what may not pass. */
final class HappyPathTest {
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
    gateway.requireSound();
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
    int before = gateway.served();
    var forged = "uc_" + "0123456789abcdef".repeat(4);
    expect(forged, "gpt-4o-mini", "", 401, "invalid_api_key");
    expect(revoked.apiKey(), "gpt-4o-mini", "", 401, "invalid_api_key");
    expect(broke.apiKey(), "gpt-4o-mini", "", 402, "insufficient_credits");
    expect(broke.apiKey(), "no-such-model", "", 404, "model_not_found");
    expect(broke.apiKey(), "gpt-4o-mini", ",\"MODEL\":\"gpt-4o\"", 400, "invalid_json");
    expect(broke.apiKey(), "gpt-4o-mini", ",\"max_tokens\":\"inf\"", 400, "");
    expect(broke.apiKey(), "gpt-4o-mini", ",\"web_search_options\":{}", 400, "unsupported_feature");
    assertThat(gateway.served()).isEqualTo(before);
  }

  @Test
  void aThousandAtOnceAgainstABalanceForAHundredReachTheUpstreamAHundredTimes() throws Exception {
    warmUp();
    var caller = gateway.caller(100 * 10_000_000L); // mock-per-request costs 0.01 credits
    int before = gateway.served();
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(
          gateway.sendUntilDecided(
              gateway.chat(caller.apiKey(), "mock-per-request", "[mock seconds=2]", "")));
    }
    int passed = 0;
    for (var answer : answers) {
      int status = answer.get(60, TimeUnit.SECONDS).statusCode();
      assertThat(status).isIn(200, 402, 429);
      passed += status == 200 ? 1 : 0;
    }
    assertThat(passed).isEqualTo(100);
    assertThat(gateway.served() - before).isEqualTo(100);
    await().untilAsserted(() -> assertThat(balance(caller)).isZero());
  }

  /** Bursts until one is decided in time: the servers' code is compiled then. */
  private static void warmUp() throws Exception {
    var caller = gateway.caller(1_000_000_000_000L);
    int shed = 1;
    for (int burst = 0; shed > 0 && burst < 20; burst++) {
      var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 1_000; i++) {
        answers.add(
            gateway.sendAsync(gateway.chat(caller.apiKey(), "mock-per-request", "Hello", "")));
      }
      shed = 0;
      for (var answer : answers) {
        shed += answer.get(60, TimeUnit.SECONDS).statusCode() == 503 ? 1 : 0;
      }
    }
    assertThat(shed).isZero();
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
