package dev.tollgate.cli;

/** The environment does not allow any command; the message says what to set. */
final class MisconfiguredException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MisconfiguredException(String message) {
    super(message);
  }
}
