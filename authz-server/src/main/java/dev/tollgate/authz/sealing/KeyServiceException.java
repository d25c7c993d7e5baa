package dev.tollgate.authz.sealing;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * The service that keeps a key-encryption key did not do what it was asked for. It says nothing of
 * the data key, and may do so later. The message names the service and why.
 */
final class KeyServiceException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  private final boolean answered;

  private KeyServiceException(boolean answered, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.answered = answered;
  }

  /** It has answered that it does not do it. */
  static KeyServiceException refused(String message, Throwable cause) {
    return new KeyServiceException(true, message, cause);
  }

  /** Nothing was heard of it. */
  static KeyServiceException silent(String message, @Nullable Throwable cause) {
    return new KeyServiceException(false, message, cause);
  }

  boolean answered() {
    return answered;
  }
}
