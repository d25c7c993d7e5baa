package dev.tollgate.authz.credits;

/**
 * Nobody has a limit.
 *
 * @param get without any
 */
record NoLimits(KnownLimits get) implements PolicyPaths.Source {
  @Override
  public long changes() {
    return 0;
  }
}
