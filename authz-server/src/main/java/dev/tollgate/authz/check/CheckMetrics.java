package dev.tollgate.authz.check;

import dev.tollgate.pricing.ModelPrice;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What Check counts. {@code route} is an endpoint or {@code unknown}; {@code reason} is a row of
 * the denial table, or {@code admitted}, {@code own_answer}, {@code forwarded} or {@code
 * key_accepted}. Any thread.
 */
final class CheckMetrics {
  static final String DECISIONS = "tollgate.check.decisions";
  static final String DURATION = "tollgate.check.duration";
  static final String FALLBACK_PRICES = "tollgate.check.fallback.prices";
  static final String IN_FLIGHT = "tollgate.check.in.flight";

  private static final String UNKNOWN = "unknown";
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(900)
  };

  private final MeterRegistry registry;
  private final Timer duration;
  private final Counter fallbackPrices;
  private final AtomicInteger inFlight = new AtomicInteger();
  // Counters appear with their first decision: a scrape holds no rows that never happened.
  private final ConcurrentMap<Row, Counter> decisions = new ConcurrentHashMap<>();

  CheckMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.duration =
        Timer.builder(DURATION)
            .description("From Envoy's question to our answer")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    fallbackPrices =
        Counter.builder(FALLBACK_PRICES)
            .description("Admitted requests for a model that only the book's * prices")
            .register(registry);
    Gauge.builder(IN_FLIGHT, inFlight, AtomicInteger::get)
        .description("Checks that wait for identity or credits")
        .register(registry);
  }

  void started() {
    inFlight.incrementAndGet();
  }

  /** A check has ended with an answer. */
  void answered(RequestFacts facts, Decision decision, long elapsedNanos) {
    inFlight.decrementAndGet();
    duration.record(elapsedNanos, TimeUnit.NANOSECONDS);
    if (decision instanceof Decision.Admitted admitted
        && admitted.price().model().equals(ModelPrice.FALLBACK)) {
      fallbackPrices.increment();
    }
    count(
        route(facts),
        switch (decision) {
          case Denied denied -> denied.denial().reason();
          case Decision.Admitted _ -> "admitted";
          case Decision.OwnAnswer _ -> "own_answer";
          case Decision.KeyAccepted _ -> "key_accepted";
          case Decision.Forwarded _ -> "forwarded";
        });
  }

  /** A check has ended without one. */
  void unanswered(RequestFacts facts, Denial denial) {
    inFlight.decrementAndGet();
    count(route(facts), denial.reason());
  }

  /** A question that was refused before it became a check. */
  void refused(Denial denial) {
    count(UNKNOWN, denial.reason());
  }

  private static String route(RequestFacts facts) {
    var endpoint = Endpoint.match(facts.method(), facts.path());
    return endpoint == null ? UNKNOWN : endpoint.label();
  }

  private void count(String route, String reason) {
    var row = new Row(route, reason);
    var counter = decisions.get(row); // found without a lock, unlike by computeIfAbsent
    if (counter == null) {
      counter = decisions.computeIfAbsent(row, this::register);
    }
    counter.increment();
  }

  private record Row(String route, String reason) {}

  private Counter register(Row row) {
    return Counter.builder(DECISIONS)
        .description("Decisions of Check by route and reason")
        .tag("route", row.route())
        .tag("reason", row.reason())
        .register(registry);
  }
}
