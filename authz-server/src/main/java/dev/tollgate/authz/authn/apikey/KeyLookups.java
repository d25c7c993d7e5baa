package dev.tollgate.authz.authn.apikey;

import java.util.function.LongSupplier;

/**
 * The gates to the database, one for each kind of text, so that a crowd at one holds up nobody at
 * another.
 *
 * @param genuine for keys with our tag
 * @param imported for imported keys that one query finds
 * @param possible for texts that begin like an imported key which only bcrypt can tell: anybody can
 *     make those, so only few get in
 */
record KeyLookups(KeyLoads genuine, KeyLoads imported, KeyLoads possible) {
  static KeyLookups create(
      KeyForge forge,
      KeyStore store,
      ImportedKeys imported,
      BcryptDoor door,
      KeyCache cache,
      ChangeFollower changes,
      LongSupplier nanoTime) {
    var own = new KeyIndex(forge, store, door);
    var others = new ImportedIndex(imported, forge, store, door);
    return new KeyLookups(
        new KeyLoads(own, KeyLoads.LOADS_MAX, cache, changes, nanoTime),
        new KeyLoads(others, KeyLoads.LOADS_MAX, cache, changes, nanoTime),
        new KeyLoads(others, KeyLoads.SLOW_LOADS_MAX, cache, changes, nanoTime));
  }

  /** How many keys are being looked up. */
  int running() {
    return genuine.running() + imported.running() + possible.running();
  }
}
