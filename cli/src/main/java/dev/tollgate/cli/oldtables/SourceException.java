package dev.tollgate.cli.oldtables;

/** Old tables cannot be read; the message says what to do, and holds no secret. */
public final class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SourceException(String message) {
    super(message);
  }
}
