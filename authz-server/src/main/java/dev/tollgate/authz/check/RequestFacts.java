package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.HeaderLookup;

/**
 * One request as Envoy describes it.
 *
 * @param path without the query
 * @param pathWithQuery as the client sent it
 * @param bodyBytes size of the body; 0 or less if Envoy did not hold it
 * @param clientAddress where the client is, by the hops that Envoy trusts; anything else than an
 *     address if that is not known
 * @param requestId Envoy's own id of the request
 * @param envoyNode which Envoy asks
 * @param envoyBoot which life of it
 */
record RequestFacts(
    Phase phase,
    String method,
    String path,
    String pathWithQuery,
    HeaderLookup headers,
    BodyFacts body,
    long bodyBytes,
    String clientAddress,
    String requestId,
    String envoyNode,
    String envoyBoot) {
  /** How much of the request Envoy holds when it asks. */
  enum Phase {
    /** The headers of a large request: is the credential worth taking the body in? */
    KEY,
    /** All of it. */
    FULL
  }

  /** What the client says the size of its body is; -1 if it does not say. */
  long announcedBytes() {
    var lengths = headers.all("content-length");
    try {
      return lengths.isEmpty() ? -1 : Long.parseLong(lengths.getFirst());
    } catch (NumberFormatException moreThanFits) {
      return Long.MAX_VALUE;
    }
  }
}
