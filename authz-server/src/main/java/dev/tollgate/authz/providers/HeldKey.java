package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a provider's stored key.
 *
 * @param stored as it was read last
 * @param known what requests go out with; null for none
 * @param unknown whether requests are refused because it is not known; else, without {@code known},
 *     they go on as if nothing were stored
 * @param reading how far opening it is
 */
record HeldKey(StoredKey stored, @Nullable Known known, boolean unknown, Reading reading) {
  /**
   * A key that could be opened.
   *
   * @param id of the stored key that it is
   */
  record Known(String id, Secret key) {}

  /** How far the opening of a stored key is. */
  enum Reading {
    /** The first try is not over. */
    ASKED,
    OPENED,
    FAILED
  }

  /** Opened. */
  static HeldKey opened(StoredKey stored, Secret key) {
    return new HeldKey(stored, new Known(stored.id(), key), false, Reading.OPENED);
  }

  /**
   * Being opened: until that has ended once, what was before goes on.
   *
   * @param before null if nothing was stored
   * @param unknown whether it is not known if anything was
   */
  static HeldKey asked(StoredKey stored, @Nullable HeldKey before, boolean unknown) {
    return before == null
        ? new HeldKey(stored, null, unknown, Reading.ASKED)
        : new HeldKey(stored, before.known, before.unknown, Reading.ASKED);
  }

  /** It cannot be opened: of what was before, only the same key counts, which was sealed anew. */
  static HeldKey failed(StoredKey stored, @Nullable HeldKey before) {
    var known = before == null ? null : before.known;
    var same = known != null && known.id().equals(stored.id()) ? known : null;
    return new HeldKey(stored, same, same == null, Reading.FAILED);
  }

  /** Whether it is of this very row, as it stands there. */
  boolean isOf(StoredKey row) {
    return stored.id().equals(row.id())
        && Arrays.equals(stored.sealed().ciphertext(), row.sealed().ciphertext());
  }
}
