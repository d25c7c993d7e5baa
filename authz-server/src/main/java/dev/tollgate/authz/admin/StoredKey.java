package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user key as operators see it. */
record StoredKey(
    String keyId,
    String name,
    String prefix,
    List<String> permissions,
    Instant createdAt,
    @Nullable Instant lastUsed,
    Instant expiresAt,
    @Nullable Instant revokedAt,
    String userId,
    String organizationId) {
  /** "active", "expired" or "revoked". */
  String status(Instant now) {
    if (revokedAt != null) {
      return "revoked";
    }
    return now.isBefore(expiresAt) ? "active" : "expired";
  }
}
