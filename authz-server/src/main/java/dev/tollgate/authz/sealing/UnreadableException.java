package dev.tollgate.authz.sealing;

/** What is stored cannot be opened. The message says why, and nothing of what it is. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  UnreadableException(String message) {
    super(message);
    this.passing = false;
  }

  UnreadableException(String message, Throwable cause) {
    super(message, cause);
    this.passing = cause instanceof KeyServiceException;
  }

  /**
   * Whether it may open later as it is: the service that keeps the key-encryption key gave no
   * answer.
   */
  public boolean passing() {
    return passing;
  }
}
