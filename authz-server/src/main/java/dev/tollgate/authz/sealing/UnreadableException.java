package dev.tollgate.authz.sealing;

/** What is stored cannot be opened. The message says why, and nothing of what it is. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }

  UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
