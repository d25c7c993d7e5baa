package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authentication;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What an operator sees of authentication. */
final class AuthnMetrics {
  private static final Duration[] DELAYS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Timer changeDelay;
  private final Counter accepted;
  private final Map<Authentication.Refusal, Counter> refused =
      new EnumMap<>(Authentication.Refusal.class);
  private final Counter hits;
  private final Counter misses;

  /**
   * @param clock beside the database's
   */
  AuthnMetrics(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    changeDelay =
        Timer.builder("tollgate_authn_change_delay")
            .description(
                "From a change's time in the database to its application here. By both clocks: what"
                    + " they differ by counts, and less than nothing counts as nothing")
            .serviceLevelObjectives(DELAYS)
            .register(registry);
    accepted = outcome("accepted");
    for (var reason : Authentication.Refusal.values()) {
      refused.put(reason, outcome(reason.name().toLowerCase(Locale.ROOT)));
    }
    hits = lookup("hit");
    misses = lookup("miss");
  }

  private Counter outcome(String name) {
    return Counter.builder("tollgate_authn_outcomes")
        .description("Credentials looked at, by what they turned out to be")
        .tag("outcome", name)
        .register(registry);
  }

  private Counter lookup(String name) {
    return Counter.builder("tollgate_authn_cache")
        .description("Genuine keys that were in memory, and those that were not")
        .tag("result", name)
        .register(registry);
  }

  <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
    Gauge.builder("tollgate_authn_" + name, source, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  <T> void counter(String name, String description, T source, ToDoubleFunction<T> value) {
    FunctionCounter.builder("tollgate_authn_" + name, source, value)
        .description(description)
        .register(registry);
  }

  void outcome(Authentication authentication) {
    var counter =
        switch (authentication) {
          case Authentication.Authenticated a -> accepted;
          case Authentication.Refused(var reason) -> refused.get(reason);
        };
    if (counter != null) {
      counter.increment();
    }
  }

  /** These changes have just become effective here. */
  void applied(List<Change> changes) {
    var now = clock.instant();
    for (var change : changes) {
      var delay = Duration.between(change.at(), now);
      changeDelay.record(delay.isNegative() ? Duration.ZERO : delay);
    }
  }

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }
}
