package dev.tollgate.authz;

/**
 * What a server is there for. Its secrets, its database rights and its connections follow it:
 * docs/reference/roles.md.
 */
enum Role {
  /** Both, for one machine. */
  ALL(true, true),
  /** Answers an Envoy, beside it. */
  CHECK(true, false),
  /** Serves administrators; one deployment for all. */
  ADMIN(false, true);

  private final boolean checks;
  private final boolean administers;

  Role(boolean checks, boolean administers) {
    this.checks = checks;
    this.administers = administers;
  }

  boolean checks() {
    return checks;
  }

  boolean administers() {
    return administers;
  }
}
