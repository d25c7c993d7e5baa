package dev.tollgate.authz.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of routes: of the rules that match a route, the first counts. */
public record Scopes(List<ScopeRule> rules) {
  private static final List<String> NONE = List.of();
  private static final List<String> INFERENCE = List.of("llm:inference");

  /** What counts where the configuration says nothing. */
  public static final Scopes DEFAULT =
      new Scopes(
          List.of(
              new ScopeRule("GET", "/health", ScopeRule.Access.PUBLIC, NONE, NONE),
              new ScopeRule("GET", "/v1/models", ScopeRule.Access.PUBLIC, NONE, NONE),
              new ScopeRule("GET", "/api/v1/llm/models", ScopeRule.Access.PUBLIC, NONE, NONE),
              new ScopeRule("GET", "/api/v1/llm/credits", ScopeRule.Access.KEY, NONE, NONE),
              new ScopeRule("GET", "/api/v1/llm/requests/*", ScopeRule.Access.KEY, NONE, NONE),
              new ScopeRule("*", "/v1/*", ScopeRule.Access.KEY, NONE, INFERENCE),
              new ScopeRule("*", "/api/v1/llm/*", ScopeRule.Access.KEY, NONE, INFERENCE)));

  public Scopes {
    rules = List.copyOf(rules);
  }

  /** The rule for a route; null if there is none, and then nobody may use it. */
  public @Nullable ScopeRule rule(String method, String path) {
    for (var rule : rules) {
      if (rule.matches(method, path)) {
        return rule;
      }
    }
    return null;
  }
}
