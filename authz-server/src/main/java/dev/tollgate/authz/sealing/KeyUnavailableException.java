package dev.tollgate.authz.sealing;

/**
 * Nothing can be sealed now: the service that keeps the key-encryption key does not answer, or
 * refuses. The message is for whoever wanted it sealed.
 */
public final class KeyUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyUnavailableException(String key, KeyServiceException cause) {
    super(
        "the key-encryption key %s cannot be used now: %s".formatted(key, cause.getMessage()),
        cause);
  }
}
