package dev.tollgate.authz.providers;

/**
 * What a provider said to a key.
 *
 * @param httpStatus of its answer, 0 if there was none
 * @param problem for people; empty if the key is valid
 */
public record KeyTest(Status status, int httpStatus, String problem) {
  /** What is known of the key by it. */
  public enum Status {
    /** The provider accepts it, and refuses another one. */
    VALID,
    /** The provider refuses it. */
    INVALID,
    /** Nothing: the provider could not be asked, or its answer does not tell. */
    ERROR
  }

  static KeyTest valid(int httpStatus) {
    return new KeyTest(Status.VALID, httpStatus, "");
  }

  static KeyTest invalid(int httpStatus) {
    return new KeyTest(Status.INVALID, httpStatus, "the provider refuses the key");
  }

  static KeyTest error(int httpStatus, String problem) {
    return new KeyTest(Status.ERROR, httpStatus, problem);
  }
}
