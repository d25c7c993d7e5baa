package dev.tollgate.authz.check;

import dev.tollgate.authz.policy.Requirement;
import dev.tollgate.authz.policy.ScopeRule;
import dev.tollgate.authz.policy.Scopes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each endpoint asks of a credential, looked up once for all requests. */
final class Routes {
  private final Map<Endpoint, Requirement> requirements = new EnumMap<>(Endpoint.class);
  private final Map<Endpoint, Denied> denials = new EnumMap<>(Endpoint.class);

  /**
   * @throws IllegalArgumentException if an endpoint has no rule, a rule no endpoint, or what costs
   *     money is public
   */
  Routes(Scopes scopes) {
    var problems = new ArrayList<String>();
    var used = Collections.newSetFromMap(new IdentityHashMap<ScopeRule, Boolean>());
    for (var endpoint : Endpoint.values()) {
      var rule = scopes.rule(endpoint.method(), endpoint.path());
      if (rule == null) {
        problems.add("no rule matches " + endpoint.method() + " " + endpoint.path());
      } else {
        used.add(rule);
        add(endpoint, rule, problems);
      }
    }
    scopes.rules().stream()
        .filter(rule -> !used.contains(rule))
        .forEach(rule -> problems.add("no endpoint is left for the rule " + rule));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("policy.scopes: " + String.join("; ", problems));
    }
  }

  private void add(Endpoint endpoint, ScopeRule rule, List<String> problems) {
    var requirement = rule.requirement();
    if (requirement.isPublic() && !endpoint.publishable()) {
      problems.add(
          rule + " must not be public: a request of " + endpoint.path() + " has to be somebody's");
    }
    requirements.put(endpoint, requirement);
    denials.put(
        endpoint,
        Denied.because(
            Denial.INSUFFICIENT_SCOPE,
            "The API key lacks what this path needs: "
                + requirement.text()
                + ". Use a key that has it."));
  }

  Requirement requirement(Endpoint endpoint) {
    return get(requirements, endpoint);
  }

  /** For whoever lacks the permissions; it names them. */
  Denied denial(Endpoint endpoint) {
    return get(denials, endpoint);
  }

  private static <V> V get(Map<Endpoint, V> values, Endpoint endpoint) {
    var value = values.get(endpoint);
    if (value == null) {
      throw new IllegalStateException("no rule for " + endpoint);
    }
    return value;
  }

  /** The table, for people. */
  String text() {
    var lines = new StringBuilder();
    lines.append(line("METHOD", "PATH", "ASKS FOR", "ANSWERED BY", "BODY"));
    for (var endpoint : Endpoint.values()) {
      lines.append(
          line(
              endpoint.method(),
              endpoint.path(),
              requirement(endpoint).text(),
              endpoint.metered() ? "a provider" : "Tollgate",
              endpoint.metered() ? (endpoint.bodyBytesMax() >> 20) + " MiB" : "-"));
    }
    return lines.toString();
  }

  private static String line(String... cells) {
    return String.format(Locale.ROOT, "%-7s %-29s %-20s %-12s %s%n", (Object[]) cells);
  }
}
