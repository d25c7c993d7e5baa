package dev.tollgate.authz.authn.apikey;

import org.jspecify.annotations.Nullable;

/**
 * What the database said of a digest.
 *
 * @param key null if there is no such key
 */
record Lookup(@Nullable KnownKey key) {}
