package dev.tollgate.ledger.credits;

import java.util.Map;

/**
 * What a verdict found.
 *
 * @param settled reservations charged at usage that came by another road
 * @param dark reservations known by name, charged at their hold
 * @param ceiling by account, in its unit: lease that came home and may have been spent unseen
 */
public record Verdict(ReplicaId replica, int settled, int dark, Map<String, Long> ceiling) {}
