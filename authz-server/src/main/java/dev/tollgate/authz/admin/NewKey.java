package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.apikey.KeyForge;
import java.time.Instant;
import java.util.List;

/**
 * A user key to store.
 *
 * @param organizationSlug of a new user, the default one if empty; an existing user's if it says
 *     one
 */
record NewKey(
    Caller creator,
    String keyId,
    KeyForge.Issued issued,
    String hashOfRecord,
    String name,
    String userId,
    String organizationSlug,
    List<String> permissions,
    Instant createdAt,
    Instant expiresAt) {
  /** What became of it. */
  sealed interface Outcome {
    record Created(StoredKey key) implements Outcome {}

    record NoSuchOrganization() implements Outcome {}

    /** The user belongs to another organization. */
    record OtherOrganization(String slug) implements Outcome {}

    /** The user has as many active keys as the organization's plan allows. */
    record TooMany(int limit, String plan) implements Outcome {}
  }
}
