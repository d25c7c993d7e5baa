package dev.tollgate.ledger.credits;

/**
 * How far a replica's sign of life has come: it stands still in one that is silent.
 *
 * @param silentMillis how long it must be silent before nothing that it admitted can be reported
 */
record Heartbeat(ReplicaId replica, long number, long silentMillis) {}
