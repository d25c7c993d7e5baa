package dev.tollgate.bench.chain;

/**
 * An Envoy that is driven.
 *
 * @param key that its callers present
 * @param authzPid of the process that it asks; 0 if it asks none
 */
record Contender(String name, int port, String key, long envoyPid, long authzPid) {}
