package dev.tollgate.ledger.credits;

/** How far a replica's sign of life has come: it stands still in one that is silent. */
record Heartbeat(ReplicaId replica, long number) {}
