package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.HeaderLookup;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's question, as far as Check looks at it.
 *
 * @param path as the client sent it, with the query
 * @param bodyBytes size of the body; 0 or less if Envoy did not hold it
 * @param headers null if Envoy did not send them raw
 * @param body null if Envoy read none
 */
record Question(
    String method,
    String path,
    long bodyBytes,
    @Nullable HeaderLookup headers,
    @Nullable BodyFacts body) {}
