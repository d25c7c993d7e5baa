package dev.tollgate.authz.providers;

/** Where the platform's keys at the providers come from. */
public enum KeySource {
  /** The configuration, which takes them from files or environment variables. */
  ENVIRONMENT,
  /** The database, where administrators set them. */
  DATABASE,
  /** The database, and the configuration for providers that have none there. */
  HYBRID;

  /** Whether stored keys count. */
  public boolean stored() {
    return this != ENVIRONMENT;
  }

  /** Whether configured keys count where there is no stored one. */
  public boolean configured() {
    return this != DATABASE;
  }
}
