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
}
