package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Principal;

/**
 * A key as the database had it when it was read.
 *
 * @param state why it does not count, or ACTIVE; expiry is judged at each use
 */
record KnownKey(Principal principal, State state) {
  enum State {
    ACTIVE,
    REVOKED,
    /** Its user or its organization is suspended or closed. */
    INACTIVE
  }
}
