package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;

/** What the database said of a digest. */
sealed interface Lookup permits KnownKey, Lookup.Absent {
  /** What it means for a request at this time. Allocates nothing. */
  Authentication at(long epochMillis);

  /** There is no such key. */
  enum Absent implements Lookup {
    ABSENT;

    private static final Authentication UNKNOWN = new Refused(Refusal.UNKNOWN);

    @Override
    public Authentication at(long epochMillis) {
      return UNKNOWN;
    }
  }
}
