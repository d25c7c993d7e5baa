package dev.tollgate.ledger.credits;

import java.util.UUID;

/**
 * A process that speaks for a replica as its owner.
 *
 * @param historyId the ledger's history that its Open was answered from. An Open may arrive again,
 *     or late, after the ledger was restored: it binds the replica to a history that the process
 *     knows nothing of, so that what it says names its own
 */
public record Owner(ReplicaId replica, UUID historyId) {}
