package dev.tollgate.ledger.credits;

import java.util.UUID;

/**
 * A replica's stream as its caller names it.
 *
 * @param caller name of the credential
 */
public record ReplicaId(UUID id, int shard, long epoch, String caller) {}
