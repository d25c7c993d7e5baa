package dev.tollgate.authz.authn.apikey;

import org.jspecify.annotations.Nullable;

/**
 * What replicas keep in mind of a key that was imported.
 *
 * @param id its own
 * @param prefix the characters that it begins with
 * @param hashed the beginning of its SHA-256; null if its hash of record is another one
 * @param indexed the beginning of its digest; null if it has none under a pepper that is configured
 */
record ImportedKey(String id, String prefix, @Nullable Long hashed, @Nullable Long indexed) {}
