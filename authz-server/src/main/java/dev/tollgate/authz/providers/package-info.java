/**
 * Who answers the requests: the upstream providers that this server has credentials for. Only a
 * Check answer carries a provider's key. Main type: {@link
 * dev.tollgate.authz.providers.ProviderCatalog}.
 */
@NullMarked
package dev.tollgate.authz.providers;

import org.jspecify.annotations.NullMarked;
