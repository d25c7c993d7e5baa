package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;
import java.util.Objects;

/** One upstream provider with the platform's credential for it. Prints without the credential. */
public final class Provider {
  private final String name;
  private final Api api;
  private final KeyHeader keyHeader;
  private final Secret credential;

  private Provider(String name, Api api, KeyHeader keyHeader, Secret apiKey) {
    this.name = name;
    this.api = api;
    this.keyHeader = keyHeader;
    this.credential = keyHeader.value(apiKey);
  }

  /** A provider that looks for its key in this header, unless the configuration says another. */
  static Provider of(String name, Api api, KeyHeader usual, ProviderConfig config) {
    var keyHeader = Objects.requireNonNullElse(config.keyHeader(), usual);
    return new Provider(name, api, keyHeader, config.apiKey());
  }

  /** The name that price books, Envoy's routes and clusters, and metrics know it by. */
  public String name() {
    return name;
  }

  public Api api() {
    return api;
  }

  /** Which header has the credential towards it. */
  public KeyHeader keyHeader() {
    return keyHeader;
  }

  /** The value of that header. */
  public Secret credential() {
    return credential;
  }

  @Override
  public String toString() {
    return "provider " + name;
  }
}
