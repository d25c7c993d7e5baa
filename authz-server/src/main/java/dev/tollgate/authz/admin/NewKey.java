package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.apikey.KeyForge;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key to store, whoever will own it.
 *
 * @param environment null for a user's or a service's
 * @param expiresAt null if it never expires
 */
record NewKey(
    Caller creator,
    String keyId,
    KeyForge.Issued issued,
    String hashOfRecord,
    String family,
    @Nullable String environment,
    String name,
    String description,
    List<String> permissions,
    StoredRestrictions restrictions,
    Instant createdAt,
    @Nullable Instant expiresAt) {
  /** What became of a user's. */
  sealed interface Outcome {
    record Created(StoredKey key) implements Outcome {}

    record NoSuchOrganization() implements Outcome {}

    /** The user belongs to another organization. */
    record OtherOrganization(String slug) implements Outcome {}

    /** The user has as many active keys as the organization's plan allows. */
    record TooMany(int limit, String plan) implements Outcome {}
  }
}
