package dev.tollgate.authz.check;

import java.util.Set;

/** What a credential's permissions allow. */
final class Scopes {
  private static final String INFERENCE = "llm:inference";
  private static final String LLM = "llm:*";
  private static final String ADMIN = "admin:*";
  private static final String ALL = "*";

  private Scopes() {}

  static boolean permit(Set<String> permissions, Endpoint.Access access) {
    return switch (access) {
      case PUBLIC, ANY_KEY -> true;
      case INFERENCE ->
          permissions.contains(INFERENCE)
              || permissions.contains(LLM)
              || permissions.contains(ADMIN)
              || permissions.contains(ALL);
    };
  }
}
