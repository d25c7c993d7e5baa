package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.kit.grpc.GrpcErrors;
import io.grpc.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes an admin call.
 *
 * @param actor as the audit log names it: the id of a key
 * @param userId whose key it is; empty if it is no user's
 * @param organizationId whose things alone it sees; null for the platform, which sees all
 * @param address where from; empty if that is not known
 */
record Caller(
    String actor,
    String userId,
    @Nullable String organizationId,
    Set<String> permissions,
    String address) {
  private static final Context.Key<Caller> CURRENT = Context.key("admin-caller");

  Caller {
    permissions = Set.copyOf(permissions);
  }

  static Caller of(Principal principal, String address) {
    var permissions = principal.permissions();
    return new Caller(
        principal.keyId(),
        principal.userId(),
        permissions.contains(Permissions.PLATFORM) ? null : principal.organizationId(),
        permissions,
        address);
  }

  /** The caller of the call at hand, which an interceptor has authenticated. */
  static Caller current() {
    var caller = CURRENT.get();
    if (caller == null) {
      throw GrpcErrors.internal("the caller is not known");
    }
    return caller;
  }

  Context in(Context context) {
    return context.withValue(CURRENT, this);
  }

  /** Whether it sees the things of an organization. */
  boolean sees(String id) {
    return organizationId == null || organizationId.equals(id);
  }

  /** Whether it administers whatever it sees, and not just what is its own. */
  boolean administers() {
    return Permissions.cover(permissions, Permissions.ADMIN);
  }

  /**
   * Throws PERMISSION_DENIED if a key is the platform's and the caller is not: an administrator of
   * the organization in which it was made could lock the platform out otherwise.
   */
  void requireMayEnd(StoredKey key) {
    if (organizationId != null && key.permissions().contains(Permissions.PLATFORM)) {
      throw GrpcErrors.permissionDenied(
          "the key " + key.keyId() + " has " + Permissions.PLATFORM + ": your own lacks it");
    }
  }

  /** Throws PERMISSION_DENIED unless it is the platform. */
  void requirePlatform() {
    if (organizationId != null) {
      throw GrpcErrors.permissionDenied(
          "this needs a key with the permission " + Permissions.PLATFORM);
    }
  }
}
