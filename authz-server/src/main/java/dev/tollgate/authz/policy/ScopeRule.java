package dev.tollgate.authz.policy;

import dev.tollgate.kit.config.Default;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may use the routes that a method and a path name.
 *
 * @param method in capitals; {@code *} is every one
 * @param path exactly, or everything below it: {@code /v1/*}
 * @param access {@code public} asks for no key at all; {@code key} for one with these permissions
 * @param allOf permissions of which none may be missing
 * @param anyOf permissions of which one is enough
 */
public record ScopeRule(
    @Default("*") String method,
    String path,
    @Default("key") Access access,
    @Default("") List<String> allOf,
    @Default("") List<String> anyOf) {
  private static final Set<String> METHODS = Set.of("*", "GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Pattern PATH = Pattern.compile("/[!-)+-~]*(/\\*)?|/\\*");
  private static final Pattern PERMISSION = Pattern.compile("\\*|[a-z][a-z-]*:(\\*|[a-z][a-z-]*)");
  private static final String BELOW = "/*";

  /** Whom a route is for. */
  public enum Access {
    PUBLIC,
    KEY
  }

  public ScopeRule {
    allOf = List.copyOf(allOf);
    anyOf = List.copyOf(anyOf);
    require(METHODS.contains(method), "method must be GET, POST, PUT, PATCH, DELETE or *");
    require(
        PATH.matcher(path).matches(),
        "path must begin with / and may end with /*; it has no other *, and no query");
    for (var permissions : List.of(allOf, anyOf)) {
      require(
          permissions.stream().allMatch(text -> PERMISSION.matcher(text).matches()),
          "all_of and any_of must hold permissions such as llm:inference, llm:* or *");
    }
    require(
        access == Access.KEY || (allOf.isEmpty() && anyOf.isEmpty()),
        "all_of and any_of must be empty where access is public");
  }

  private static void require(boolean right, String problem) {
    if (!right) {
      throw new IllegalArgumentException(problem);
    }
  }

  boolean matches(String otherMethod, String otherPath) {
    return (method.equals("*") || method.equals(otherMethod))
        && (path.endsWith(BELOW)
            ? otherPath.startsWith(path.substring(0, path.length() - 1))
            : path.equals(otherPath));
  }

  /** What it asks for. */
  public Requirement requirement() {
    return new Requirement(access == Access.PUBLIC, allOf, anyOf);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
