package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;

/** One upstream provider with the platform's credential for it. Prints without the credential. */
public final class Provider {
  private final String name;
  private final Secret authorization;

  private Provider(String name, Secret authorization) {
    this.name = name;
    this.authorization = authorization;
  }

  /** A provider that takes its key as a bearer token. */
  static Provider bearer(String name, Secret apiKey) {
    return new Provider(name, Secret.of("Bearer " + apiKey.text()));
  }

  /** The name that price books, routes and metrics know it by. */
  public String name() {
    return name;
  }

  /** The value of the {@code authorization} header towards it. */
  public Secret authorization() {
    return authorization;
  }

  @Override
  public String toString() {
    return "provider " + name;
  }
}
