package dev.tollgate.authz.providers;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.sealing.Place;
import dev.tollgate.authz.sealing.Sealed;
import java.util.Locale;

/**
 * A key that a user or an organization brings along, as it is stored.
 *
 * @param id new with every key
 * @param provider whose models it is for
 * @param endpoint the configured provider that it goes to, and to no other
 */
public record ByokKey(String id, Holder holder, String provider, String endpoint, Sealed sealed) {
  private static final String TABLE = "authz.byok_key";

  /**
   * Whose key it is.
   *
   * @param id of the user or the organization
   */
  public record Holder(OwnKey.Owner kind, String id) {
    /** {@code user} or {@code organization}. */
    public String kindLabel() {
      return kind.name().toLowerCase(Locale.ROOT);
    }

    /** For people, and for the place that a key is sealed for. */
    @Override
    public String toString() {
      return kindLabel() + " " + id;
    }
  }

  /** Where a key stands that has this id, and what it may be used for. */
  public static Place place(String id, Holder holder, String provider, String endpoint) {
    return new Place(
        TABLE, id, holder.toString(), "key for models of " + provider + ", sent to " + endpoint);
  }

  public Place place() {
    return place(id, holder, provider, endpoint);
  }

  /** For people: whose it is and what for. */
  public String name() {
    return "the key of " + holder + " for " + provider + " (" + id + ")";
  }
}
