package dev.tollgate.authz.authn;

/** The outcome of looking at a request's credential. */
public sealed interface Authentication {
  /** The credential is valid now. */
  record Authenticated(Principal principal) implements Authentication {}

  /** The credential does not count. */
  record Refused(Refusal reason) implements Authentication {}

  /** Why a credential does not count. */
  enum Refusal {
    MISSING,
    /** Neither ours in shape nor a legacy form. */
    MALFORMED,
    /** A provider's key, pasted by mistake. */
    OTHER_PRODUCT,
    /** Two different credentials, or one header twice. */
    CONFLICTING,
    /** A key in the URL or the user agent, which logs and proxies keep. */
    IN_URL,
    /** Right in shape, but its tag or its digest is not ours. */
    UNKNOWN,
    REVOKED,
    /** The bootstrap credential, after there is a key that does what it did. */
    BOOTSTRAP_ENDED,
    EXPIRED,
    /** The organization or the user is suspended or closed. */
    INACTIVE,
    /** The key is for an environment that is not this one. */
    OTHER_ENVIRONMENT,
    /** What is stored of the key cannot be understood, so nobody knows what it may do. */
    UNREADABLE,
    /** Not known here, and the database cannot be asked now. */
    UNAVAILABLE,
    /** Not known here, and too many others are being looked up or hashed already. */
    OVERLOADED
  }
}
