package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.kit.grpc.GrpcErrors;
import java.util.Optional;

/** Whose keys a caller means, and whether it may manage them. */
final class ByokOwners {
  private final JdbcByokOwners owners;

  ByokOwners(JdbcByokOwners owners) {
    this.owners = owners;
  }

  /**
   * Whom a request names, or the caller itself.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if it names two, or nobody though the
   *     caller is the platform; NOT_FOUND if the caller does not see the owner; PERMISSION_DENIED
   *     if it sees the owner, but may manage its own keys alone
   */
  ByokOwner require(Caller caller, String userId, String organization) {
    if (userId.isEmpty() && organization.isEmpty()) {
      return own(caller)
          .orElseThrow(() ->
              Fields.of(
                  "user_id", "is missing: name the user, or the organization, whose key it is"));
    }
    new Fields()
        .optionalText("user_id", userId, 255)
        .optionalText("organization", organization, 64)
        .require(
            "organization",
            userId.isEmpty() || organization.isEmpty(),
            "must be absent where user_id is given: a key is either's")
        .check();
    var owner =
        (userId.isEmpty() ? owners.organization(organization) : owners.user(userId))
            .filter(found -> caller.sees(found.organizationId()))
            .orElseThrow(() ->
                GrpcErrors.notFound(
                    userId.isEmpty()
                        ? "there is no organization " + organization
                        : "there is no user " + userId));
    if (!caller.administers() && !own(caller).filter(owner::equals).isPresent()) {
      throw GrpcErrors.permissionDenied(
          "a key with " + Permissions.BYOK + " manages its owner's own keys alone");
    }
    return owner;
  }

  /**
   * Whose keys a list may have.
   *
   * @return empty: of everybody whom the caller sees
   */
  Optional<ByokOwner> narrowed(Caller caller, String userId, String organization) {
    return userId.isEmpty() && organization.isEmpty() && caller.administers()
        ? Optional.empty()
        : Optional.of(require(caller, userId, organization));
  }

  /** The caller itself: the user whose key it has, else the organization; not the platform. */
  private Optional<ByokOwner> own(Caller caller) {
    var organization = caller.organizationId();
    if (organization == null) {
      return Optional.empty();
    }
    return caller.userId().isEmpty()
        ? owners.organization(organization)
        : owners.user(caller.userId());
  }
}
