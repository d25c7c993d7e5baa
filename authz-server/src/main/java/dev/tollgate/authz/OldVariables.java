package dev.tollgate.authz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Environment variables of older gateways that are still set. What they switched off stays on here,
 * and what they limited is not limited: so they are refused by name instead of being overlooked.
 * docs/reference/config.md has the table.
 */
final class OldVariables {
  private static final String ALWAYS = " is always on here: unset it";
  private static final String NO_LIMITS =
      " has no effect, as this release limits no rates: unset it, so that nobody relies on it";

  private OldVariables() {}

  /** What keeps the server from starting, a line for each variable. */
  static List<String> problems(Map<String, String> environment) {
    var problems = new ArrayList<String>();
    if (isTrue(environment, "ALLOW_UNAUTHENTICATED")) {
      problems.add(
          "ALLOW_UNAUTHENTICATED must not be true: requests without a key are for public paths"
              + " alone, which policy.scopes names");
    }
    for (var name :
        List.of("ENABLE_API_KEY_AUTH", "ENABLE_USAGE_TRACKING", "ENABLE_COST_CALCULATION")) {
      if (environment.containsKey(name) && !isTrue(environment, name)) {
        problems.add(name + ALWAYS);
      }
    }
    if (environment.containsKey("DEFAULT_RATE_LIMIT")) {
      problems.add("DEFAULT_RATE_LIMIT" + NO_LIMITS);
    }
    if (isTrue(environment, "USE_REDIS_RATE_LIMIT")) {
      problems.add("USE_REDIS_RATE_LIMIT" + NO_LIMITS);
    }
    return problems;
  }

  private static boolean isTrue(Map<String, String> environment, String name) {
    return switch (environment.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> true;
      default -> false;
    };
  }
}
