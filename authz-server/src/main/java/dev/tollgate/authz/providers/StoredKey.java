package dev.tollgate.authz.providers;

import dev.tollgate.authz.sealing.Place;
import dev.tollgate.authz.sealing.Sealed;

/**
 * A provider's key as it is stored.
 *
 * @param id new with every key
 */
public record StoredKey(String provider, String id, Sealed sealed) {
  private static final String TABLE = "authz.provider_key";
  private static final String PLATFORM = "platform";

  /** Where a key stands that has this id. */
  public static Place place(String provider, String id) {
    return new Place(TABLE, id, PLATFORM, "key of " + provider);
  }

  public Place place() {
    return place(provider, id);
  }
}
