package dev.tollgate.authz.authn;

/** Takes note of the uses of keys. Called on event loops: never blocks. */
@FunctionalInterface
public interface UseCounter {
  /**
   * Counts one use of a key.
   *
   * @param clientAddress where from; anything else than an address if that is not known
   */
  void count(String keyId, String clientAddress);

  /**
   * Takes note that a request was sent with a key that its caller brings along.
   *
   * @param id of the {@link OwnKey}
   */
  default void countOwn(String id) {}
}
