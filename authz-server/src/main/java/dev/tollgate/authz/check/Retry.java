package dev.tollgate.authz.check;

import java.util.Map;

/** What a refusal tells the client's retry loop. */
enum Retry {
  /** Nothing: the status alone says that repeating does not help. */
  UNSAID(false),
  /** A credential is wanted. */
  CHALLENGE(false),
  /** Repeating changes nothing, whatever the status says. */
  STOP(false),
  /** It may pass as soon as other requests have ended. */
  SOON(true),
  /** We or what we depend on failed. */
  LATER(true);

  private final boolean retryable;

  Retry(boolean retryable) {
    this.retryable = retryable;
  }

  boolean retryable() {
    return retryable;
  }

  /** The headers that say so; {@code retry-after} is in seconds. */
  Map<String, String> headers() {
    return switch (this) {
      case UNSAID -> Map.of();
      case CHALLENGE -> Map.of("www-authenticate", "Bearer");
      case STOP -> Map.of("x-should-retry", "false");
      case SOON -> Map.of("retry-after", "2", "x-should-retry", "true");
      case LATER -> Map.of("retry-after", "2");
    };
  }
}
