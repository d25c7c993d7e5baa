package dev.tollgate.authz;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A key of the configuration that some roles need, and that the others must not have: what a server
 * does not hold, nobody takes from it.
 */
record RoleKey(String name, boolean given, boolean needed) {
  /** Throws IllegalArgumentException that names every key that is missing or too much. */
  static void check(Role role, List<RoleKey> keys) {
    var missing = names(keys, key -> key.needed && !key.given);
    var useless = names(keys, key -> key.given && !key.needed);
    if (missing.isEmpty() && useless.isEmpty()) {
      return;
    }
    var problem = new StringBuilder("role ").append(role.name().toLowerCase(Locale.ROOT));
    if (!missing.isEmpty()) {
      problem.append(" needs ").append(missing).append(": add it");
    }
    if (!useless.isEmpty()) {
      problem
          .append(missing.isEmpty() ? "" : ", and")
          .append(" has no use for ")
          .append(useless)
          .append(": leave it out");
    }
    throw new IllegalArgumentException(problem.toString());
  }

  private static String names(List<RoleKey> keys, Predicate<RoleKey> which) {
    return keys.stream().filter(which).map(RoleKey::name).collect(joining(", "));
  }
}
