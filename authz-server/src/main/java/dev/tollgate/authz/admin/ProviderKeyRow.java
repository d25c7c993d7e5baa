package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.StoredKey;
import java.time.Instant;

/**
 * A stored key of a provider with what is known about it.
 *
 * @param createdAt of the provider's first key
 * @param updatedAt of this one
 */
record ProviderKeyRow(
    StoredKey key,
    String masked,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    String updatedBy) {}
