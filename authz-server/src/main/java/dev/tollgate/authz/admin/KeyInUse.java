package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.Provider;

/**
 * The key that requests to a provider go out with.
 *
 * @param provider with the key
 * @param source {@code database} or {@code environment}
 * @param subject which key it is: its id, or its masked form
 */
record KeyInUse(Provider provider, String source, String subject) {}
