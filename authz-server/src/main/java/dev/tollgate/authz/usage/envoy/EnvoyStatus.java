package dev.tollgate.authz.usage.envoy;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;

/**
 * What Envoy says of itself.
 *
 * @param writeFailed failed writes to its log files in this boot: each lost a line
 * @param writeCompleted writes that succeeded in this boot
 * @param buffered bytes that wait to be written
 */
public record EnvoyStatus(EnvoyBoot envoy, long writeFailed, long writeCompleted, long buffered) {}
