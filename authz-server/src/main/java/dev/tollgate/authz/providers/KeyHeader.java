package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;

/** Where a provider looks for its key. */
public enum KeyHeader {
  /** {@code authorization: Bearer KEY}. */
  AUTHORIZATION("authorization", "Bearer "),
  /** {@code x-api-key: KEY}. */
  X_API_KEY("x-api-key", ""),
  /** {@code api-key: KEY}. */
  API_KEY("api-key", "");

  private final String headerName;
  private final String scheme;

  KeyHeader(String headerName, String scheme) {
    this.headerName = headerName;
    this.scheme = scheme;
  }

  /** In lower case. */
  public String headerName() {
    return headerName;
  }

  /** What stands in the header for a key. */
  public Secret value(Secret apiKey) {
    return Secret.of(scheme + apiKey.text());
  }
}
