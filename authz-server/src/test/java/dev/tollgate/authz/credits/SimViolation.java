package dev.tollgate.authz.credits;

/** Something that must never be was seen. */
final class SimViolation extends RuntimeException {
  private static final long serialVersionUID = 1;

  SimViolation(String what) {
    super(what);
  }
}
