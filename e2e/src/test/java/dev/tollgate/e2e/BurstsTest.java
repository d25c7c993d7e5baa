package dev.tollgate.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thousand requests at once against a balance for a hundred. */
@ExtendWith(SharedGateway.class)
final class BurstsTest {
  private static final int REQUESTS = 1_000;

  /** What a request to either of the mock's priced models costs. */
  private static final long COST_NANOCREDITS = 10_000_000;

  private static final long BALANCE_NANOCREDITS = 100 * COST_NANOCREDITS;

  private final Gateway gateway;

  BurstsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Bursts until one is decided in time: the servers' code is compiled then. */
  @BeforeEach
  void warmUp() throws Exception {
    var caller = gateway.caller(1_000_000_000_000L);
    var request = gateway.chat(caller.apiKey(), "mock-per-request", "Hello", "");
    boolean shed = true;
    for (int burst = 0; shed && burst < 20; burst++) {
      shed = burst(() -> gateway.sendAsync(request)).containsKey(503);
    }
    assertThat(shed).as("the last of 20 bursts was still answered 503 in part").isFalse();
  }

  @Test
  void atAPricePerRequestAHundredReachTheUpstream() throws Exception {
    var caller = gateway.caller(BALANCE_NANOCREDITS);
    var request = gateway.chat(caller.apiKey(), "mock-per-request", "[mock seconds=2]", "");
    int before = gateway.served();
    var statuses = burst(() -> gateway.sendAgainWhile(Set.of(503), request));
    assertThat(statuses).containsEntry(200, 100L);
    assertThat(Set.of(200, 402, 429)).containsAll(statuses.keySet());
    assertThat(gateway.served() - before).isEqualTo(100);
    await().untilAsserted(() -> assertThat(gateway.balance(caller)).isZero());
  }

  /** mock-hold5 holds five times its cost: of a hundred that are paid for, 96 find a full hold. */
  @Test
  void callersWhoRetryGetThroughAsLongAsAFullHoldIsLeft() throws Exception {
    var caller = gateway.caller(BALANCE_NANOCREDITS);
    var request = gateway.chat(caller.apiKey(), "mock-hold5", "Hello", ",\"max_tokens\":100");
    int before = gateway.served();
    List<WalletSamples.Sample> samples;
    try (var sampling = new WalletSamples(gateway, caller)) {
      var statuses = burst(() -> gateway.sendAgainWhile(Set.of(429, 503), request));
      assertThat(statuses).containsExactlyInAnyOrderEntriesOf(Map.of(200, 96L, 402, 904L));
      samples = sampling.end();
    }
    assertThat(samples).hasSizeGreaterThan(20).allMatch(WalletSamples.Sample::covered);
    assertThat(gateway.served() - before).isEqualTo(96);
    await()
        .untilAsserted(() -> assertThat(gateway.balance(caller)).isEqualTo(4 * COST_NANOCREDITS));
  }

  /** How many of a thousand ended with which status. */
  private static Map<Integer, Long> burst(Supplier<CompletableFuture<HttpResponse<String>>> request)
      throws Exception {
    var answers = Stream.generate(request).limit(REQUESTS).toList();
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .get(120, TimeUnit.SECONDS);
    return answers.stream().collect(groupingBy(answer -> answer.join().statusCode(), counting()));
  }
}
