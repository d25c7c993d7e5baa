package dev.tollgate.kit.config;

/**
 * A secret, or the name of one that a service keeps and never gives out. Written {@code file:PATH},
 * {@code env:NAME}, or {@code SERVICE:NAME}; which services there are is for whoever uses it to
 * say.
 */
public sealed interface SecretOrName {
  /** A secret that this process holds. */
  record Held(Secret secret) implements SecretOrName {}

  /**
   * A secret that a service keeps.
   *
   * @param service in lower case
   */
  record Kept(String service, String name) implements SecretOrName {
    /** Without the name: where no such service is known, it may be a secret that was misplaced. */
    @Override
    public String toString() {
      return service + ":***";
    }
  }
}
