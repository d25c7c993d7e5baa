package dev.tollgate.authz.usage.envoy;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;

/**
 * What Envoy says of itself.
 *
 * @param failures writes to its log files that failed in this boot, and times that it could not
 *     open one: each lost a line or more
 * @param writeCompleted writes that succeeded in this boot
 * @param buffered bytes that wait to be written
 */
public record EnvoyStatus(EnvoyBoot envoy, long failures, long writeCompleted, long buffered) {}
