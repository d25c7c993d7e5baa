package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.Usage;

/**
 * What the usage log said of one request.
 *
 * @param facts every field; {@code evidence} is unset, as the lease book decides it, unless another
 *     replica has decided; {@code tokens} is set only if the provider reported usage that is
 *     well-formed and in range
 * @param sentUpstream whether the request was sent to the provider at all
 * @param partial whether the request was still running: usage so far
 */
public record UsageReport(Usage facts, boolean sentUpstream, boolean partial, Traffic traffic) {
  /** Of whose traffic nothing is known but the status. */
  public UsageReport(Usage facts, boolean sentUpstream, boolean partial) {
    this(facts, sentUpstream, partial, Traffic.unknown(facts.getStatus()));
  }

  /** Whether the provider's counts are all of them. */
  boolean counted() {
    return facts.hasTokens() && traffic.outputTold();
  }
}
