package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of any family as it is stored.
 *
 * @param userId null for the key of an organization itself
 * @param environment null for a user's or a service's
 * @param expiresAt null if it never expires
 * @param replaced null unless another key takes over
 */
record StoredKey(
    String keyId,
    String family,
    boolean imported,
    String name,
    String description,
    String prefix,
    String hint,
    @Nullable String userId,
    String organizationId,
    String organizationSlug,
    @Nullable String environment,
    List<String> permissions,
    StoredRestrictions restrictions,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Replaced replaced,
    Use use) {
  static final String ACTIVE = "active";

  /** By which key, and until when this one still works beside it. */
  record Replaced(String by, Instant overlapEndsAt) {}

  /**
   * How it was used.
   *
   * @param lastAt null until the first use
   * @param lastAddress empty if it is not known
   */
  record Use(@Nullable Instant lastAt, String lastAddress, long requests) {}

  /** "active", "replaced", "expired" or "revoked". */
  String status(Instant now) {
    if (revokedAt != null) {
      return "revoked";
    }
    if (expiresAt != null && !now.isBefore(expiresAt)) {
      return "expired";
    }
    return replaced == null || now.isBefore(replaced.overlapEndsAt()) ? ACTIVE : "replaced";
  }
}
