package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Validity;

/** A key as the database had it when it was read, with the answers that it can give made ready. */
final class KnownKey implements Lookup {
  private static final Authentication REVOKED = new Refused(Refusal.REVOKED);
  private static final Authentication INACTIVE = new Refused(Refusal.INACTIVE);
  private static final Authentication UNREADABLE = new Refused(Refusal.UNREADABLE);
  private static final Authentication OTHER_ENVIRONMENT = new Refused(Refusal.OTHER_ENVIRONMENT);
  private static final Authentication EXPIRED = new Refused(Refusal.EXPIRED);

  /** Why a key does not count, or that it does; expiry is judged at each use. */
  enum State {
    ACTIVE,
    REVOKED,
    /** Its user or its organization is suspended or closed. */
    INACTIVE,
    OTHER_ENVIRONMENT,
    /** What is stored of it cannot be understood. */
    UNREADABLE
  }

  private final Authenticated authenticated;
  private final State state;
  private final Validity validity;

  KnownKey(Principal principal, State state) {
    this.authenticated = new Authenticated(principal);
    this.state = state;
    this.validity = principal.validity();
  }

  Principal principal() {
    return authenticated.principal();
  }

  @Override
  public Authentication at(long epochMillis) {
    return switch (state) {
      case REVOKED -> REVOKED;
      case INACTIVE -> INACTIVE;
      case OTHER_ENVIRONMENT -> validity.at(epochMillis) ? OTHER_ENVIRONMENT : EXPIRED;
      case UNREADABLE -> validity.at(epochMillis) ? UNREADABLE : EXPIRED;
      case ACTIVE -> validity.at(epochMillis) ? authenticated : EXPIRED;
    };
  }
}
