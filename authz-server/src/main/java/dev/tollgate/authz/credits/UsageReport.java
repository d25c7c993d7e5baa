package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.Usage;

/**
 * What the usage log said of one request.
 *
 * @param facts every field but {@code evidence}, which the lease book decides; {@code tokens} is
 *     set only if the provider reported usage that is well-formed and in range
 * @param sentUpstream whether the request was sent to the provider at all
 * @param partial whether the request was still running: usage so far
 */
public record UsageReport(Usage facts, boolean sentUpstream, boolean partial) {}
