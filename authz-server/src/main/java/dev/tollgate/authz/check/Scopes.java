package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Permissions;
import java.util.Set;

/** What a credential's permissions allow. */
final class Scopes {
  private Scopes() {}

  static boolean permit(Set<String> permissions, Endpoint.Access access) {
    return switch (access) {
      case PUBLIC, ANY_KEY -> true;
      case INFERENCE -> Permissions.cover(permissions, Permissions.INFERENCE);
    };
  }
}
