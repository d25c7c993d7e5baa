package dev.tollgate.authz.policy;

import dev.tollgate.authz.authn.Permissions;
import java.util.List;
import java.util.Set;

/**
 * What a route asks of a credential. Prepared once; any thread.
 *
 * @param isPublic no credential is asked for
 */
public record Requirement(boolean isPublic, List<String> allOf, List<String> anyOf) {
  public Requirement {
    allOf = List.copyOf(allOf);
    anyOf = List.copyOf(anyOf);
  }

  /** Whether a credential with these permissions may use the route. */
  public boolean permits(Set<String> permissions) {
    for (int i = 0; i < allOf.size(); i++) {
      if (!Permissions.cover(permissions, allOf.get(i))) {
        return false;
      }
    }
    for (int i = 0; i < anyOf.size(); i++) {
      if (Permissions.cover(permissions, anyOf.get(i))) {
        return true;
      }
    }
    return anyOf.isEmpty();
  }

  /** As people read it: {@code public}, {@code any key} or the permissions. */
  public String text() {
    if (isPublic) {
      return "public";
    }
    var all = String.join(" and ", allOf);
    var any = String.join(" or ", anyOf);
    if (all.isEmpty() && any.isEmpty()) {
      return "any key";
    }
    return all.isEmpty() || any.isEmpty() ? all + any : all + ", and " + any;
  }
}
