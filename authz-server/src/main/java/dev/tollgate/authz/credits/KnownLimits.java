package dev.tollgate.authz.credits;

import dev.tollgate.pricing.window.LimitId.Kind;
import dev.tollgate.pricing.window.LimitId.Scope;
import dev.tollgate.pricing.window.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which limits there are, as a set of bits for each owner that has some, and by whose calendar. Any
 * thread reads; one at a time changes.
 */
final class KnownLimits {
  private final Map<Scope, Map<String, Integer>> byScope = new EnumMap<>(Scope.class);
  private final Map<String, ZoneId> zones = new ConcurrentHashMap<>();

  KnownLimits() {
    for (var scope : Scope.values()) {
      byScope.put(scope, new ConcurrentHashMap<>());
    }
  }

  /**
   * The limits of an owner: 0 is none, else see {@link #periods}.
   *
   * @param id without the scope
   */
  int of(Scope scope, String id) {
    return byScope.getOrDefault(scope, Map.of()).getOrDefault(id, 0);
  }

  /** UTC for an organization that did not say otherwise. */
  ZoneId zone(String organization) {
    return zones.getOrDefault(organization, ZoneOffset.UTC);
  }

  /** The periods for which a set of limits has one of this kind. */
  static List<Period> periods(int limits, Kind kind) {
    return Arrays.stream(Period.values()).filter(p -> (limits & bit(kind, p)) != 0).toList();
  }

  private static int bit(Kind kind, Period period) {
    int ofPeriod =
        switch (period) {
          case DAY -> 1;
          case WEEK -> 2;
          case MONTH -> 4;
        };
    return switch (kind) {
      case BUDGET -> ofPeriod;
      case QUOTA -> ofPeriod << 3;
      case SPEND -> ofPeriod << 6;
    };
  }

  void set(String owner, Kind kind, Period period, boolean exists) {
    var scope = Scope.of(owner);
    byScope
        .getOrDefault(scope, Map.of())
        .compute(
            scope.id(owner),
            (_, before) -> {
              int others = (before == null ? 0 : before) & ~bit(kind, period);
              int now = exists ? others | bit(kind, period) : others;
              return now == 0 ? null : (Integer) now;
            });
  }

  void zone(String organization, ZoneId zone) {
    zones.put(organization, zone);
  }

  /** Owners that have limits. */
  int size() {
    return byScope.values().stream().mapToInt(Map::size).sum();
  }
}
