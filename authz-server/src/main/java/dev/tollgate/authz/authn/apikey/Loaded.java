package dev.tollgate.authz.authn.apikey;

/** How a load of a key ended. */
sealed interface Loaded {
  /** The database answered, and no change was applied since it was asked. */
  record Read(Lookup lookup) implements Loaded {}

  /** Nothing is known. */
  enum Missed implements Loaded {
    /** A change was applied meanwhile: what was read may be older than it. */
    OUTDATED,
    /** The database cannot be asked now. */
    UNAVAILABLE,
    /** Too many others are being looked up or hashed. */
    OVERLOADED
  }
}
