package dev.tollgate.authz.admin;

import dev.tollgate.authz.sealing.Place;
import dev.tollgate.authz.sealing.Sealed;
import dev.tollgate.kit.config.Secret;
import java.util.Map;
import java.util.Optional;

/** Where one imported key belongs: an owner has one slot for each provider. Blocks. */
interface ImportSlot {
  /** Tells it from all others. */
  String name();

  /** Why the key cannot be taken, whatever the slot holds; by field, empty if nothing is wrong. */
  Map<String, String> problems();

  /** The key that is there. */
  Optional<Stored> stored();

  /**
   * Puts the key there, sealed; only where nothing is wrong.
   *
   * @return its id; empty if the slot was given another one meanwhile, which stays
   */
  Optional<String> put(Secret key);

  /** A key as it is stored. */
  record Stored(String id, Sealed sealed, Place place) {}
}
