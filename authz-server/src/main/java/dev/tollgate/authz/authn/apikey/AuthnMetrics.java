package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authentication;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What an operator sees of authentication. */
final class AuthnMetrics {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Map<Authentication.Refusal, Counter> refused =
      new EnumMap<>(Authentication.Refusal.class);
  private final Counter hits;
  private final Counter misses;

  AuthnMetrics(MeterRegistry registry) {
    this.registry = registry;
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

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }
}
