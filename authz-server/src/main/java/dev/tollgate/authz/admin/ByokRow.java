package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ByokKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that somebody brings along, with what is known about it.
 *
 * @param createdAt of the owner's first key there
 * @param updatedAt of this one
 * @param tested null if it was not
 */
record ByokRow(
    ByokKey key,
    ByokOwner owner,
    String label,
    String masked,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    String updatedBy,
    @Nullable Instant lastUsedAt,
    @Nullable Test tested) {
  /** What the provider said to this very key last. */
  record Test(String status, int httpStatus, String problem, Instant at) {}
}
