package dev.tollgate.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys that nobody ever made, in crowds. */
@ExtendWith(SharedGateway.class)
final class FloodTest {
  private static final int FORGERIES = 10_000;
  private static final int AT_ONCE = 64;
  private static final int PER_SECOND = 200;
  private static final int SECONDS = 10;

  private final Gateway gateway;
  private final SecureRandom random = new SecureRandom();

  FloodTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void tenThousandForgeriesOfOurFormCostNoQueryAndNoHash() throws Exception {
    var waiting = waitingPrefixes();
    long lookups = metric("tollgate_authn_cache_total{result=\"miss\"}");
    long hashes = metric("tollgate_authn_bcrypts_done_total");
    // While it is locked, whoever asked the table of keys would wait, and get a 503 then.
    try (var database = gateway.database();
        var lock = database.createStatement()) {
      database.setAutoCommit(false);
      lock.execute("LOCK TABLE authz.api_key IN ACCESS EXCLUSIVE MODE");
      assertThat(statuses(forgeries(waiting)))
          .containsExactlyEntriesOf(Map.of(401, (long) FORGERIES));
      database.rollback();
    }
    assertThat(metric("tollgate_authn_cache_total{result=\"miss\"}") - lookups).isZero();
    assertThat(metric("tollgate_authn_bcrypts_done_total") - hashes).isZero();
  }

  private List<CompletableFuture<HttpResponse<String>>> forgeries(List<String> waiting)
      throws InterruptedException {
    var turns = new Semaphore(AT_ONCE);
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < FORGERIES; i++) {
      turns.acquire();
      answers.add(
          gateway.sendAsync(balance(forgery(i, waiting))).whenComplete((_, _) -> turns.release()));
    }
    return answers;
  }

  /** In turn of every family, and none that begins like an imported key that was not used yet. */
  private String forgery(int number, List<String> waiting) {
    var bytes = new byte[32];
    String key;
    do {
      random.nextBytes(bytes);
      var characters = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      key =
          switch (number % 3) {
            case 0 -> "uc_" + HexFormat.of().formatHex(bytes);
            case 1 -> "pk_live_" + characters;
            default -> "sk-acme-" + characters;
          };
    } while (waiting.stream().anyMatch(key::startsWith));
    return key;
  }

  @Test
  void whileACrowdTriesToGuessImportedKeysOneHashRunsAtATimeAndGoodKeysAreAnswered()
      throws Exception {
    var old = OldSystem.make(gateway);
    old.importKeys(old.csv(), "--source=flood-" + System.nanoTime());
    var unused =
        old.keys().stream().map(OldSystem.Key::text).filter(key -> key.startsWith("uc_")).toList();
    var good = gateway.caller(0).apiKey();
    assertThat(gateway.send(balance(good)).statusCode()).isEqualTo(200);
    latencies(good, "alone");
    latencies(good, "alone again");
    long hashes = metric("tollgate_authn_bcrypts_done_total");
    var running = new AtomicLong();
    var crowd = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    try (var clock = Executors.newScheduledThreadPool(2)) {
      var _ =
          clock.scheduleAtFixedRate(
              () -> crowd.add(gateway.sendAsync(balance(guess(unused)))),
              0,
              TimeUnit.SECONDS.toMicros(1) / PER_SECOND,
              TimeUnit.MICROSECONDS);
      var _ =
          clock.scheduleWithFixedDelay(
              () -> running.accumulateAndGet(running(), Math::max), 0, 20, TimeUnit.MILLISECONDS);
      latencies(good, "beside " + PER_SECOND + " guesses a second");
      clock.shutdownNow();
    }
    assertThat(crowd).hasSizeGreaterThan(PER_SECOND * SECONDS / 2);
    assertThat(List.of(401, 503)).containsAll(statuses(crowd).keySet());
    assertThat(metric("tollgate_authn_bcrypts_done_total")).isGreaterThan(hashes);
    assertThat(running.get()).isBetween(1L, hashersAtMost());
  }

  /** One for every two cores. */
  private static long hashersAtMost() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private String guess(List<String> unused) {
    var bytes = new byte[30];
    random.nextBytes(bytes);
    var like = unused.get(random.nextInt(unused.size()));
    return like.substring(0, 7) + HexFormat.of().formatHex(bytes);
  }

  /** Asks with a key that is known twenty times a second; each time it must be answered. */
  private void latencies(String key, String what) throws Exception {
    var micros = new ArrayList<Long>();
    var asked = new CountDownLatch(SECONDS * 20);
    try (var clock = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          clock.scheduleAtFixedRate(
              () -> {
                micros.add(microsOf(balance(key)));
                asked.countDown();
              },
              0,
              50,
              TimeUnit.MILLISECONDS);
      assertThat(asked.await(60, TimeUnit.SECONDS)).as("every one was answered").isTrue();
      clock.shutdownNow();
    }
    micros.sort(Long::compare);
    System.out.printf(
        "a good key %s: p50 %d us, p99 %d us, worst %d us%n",
        what,
        micros.get(micros.size() / 2),
        micros.get(micros.size() * 99 / 100),
        micros.getLast());
  }

  private long microsOf(HttpRequest request) {
    try {
      long sent = System.nanoTime();
      assertThat(gateway.send(request).statusCode()).isEqualTo(200);
      return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sent);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest balance(String key) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + "/api/v1/llm/credits"))
        .header("authorization", "Bearer " + key)
        .build();
  }

  private static Map<Integer, Long> statuses(List<CompletableFuture<HttpResponse<String>>> answers)
      throws Exception {
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .get(120, TimeUnit.SECONDS);
    return answers.stream().collect(groupingBy(answer -> answer.join().statusCode(), counting()));
  }

  private long running() {
    try {
      return metric("tollgate_authn_bcrypts_running");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long metric(String name) throws IOException, InterruptedException {
    var url = "http://127.0.0.1:" + gateway.system.settings().ports().authzObserve() + "/metrics";
    var page = gateway.send(HttpRequest.newBuilder(URI.create(url)).build()).body();
    var line = Pattern.compile("(?m)^" + Pattern.quote(name) + " ([0-9.E]+)$").matcher(page);
    assertThat(line.find()).as(name).isTrue();
    return (long) Double.parseDouble(line.group(1));
  }

  private List<String> waitingPrefixes() throws Exception {
    var sql =
        "SELECT DISTINCT prefix FROM authz.api_key WHERE origin = 'imported' AND digest IS NULL";
    try (var database = gateway.database();
        var statement = database.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
