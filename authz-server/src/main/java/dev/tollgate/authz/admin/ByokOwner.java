package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ByokKey.Holder;

/**
 * Who brings a key along.
 *
 * @param organizationId the holder's own, of a user the user's
 * @param organizationSlug likewise
 * @param tier of that organization
 */
record ByokOwner(Holder holder, String organizationId, String organizationSlug, String tier) {}
