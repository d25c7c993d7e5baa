package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.util.Optional;

/** A way to find keys in the database. Blocks; any thread but an event loop. */
interface KeySearch {
  /**
   * What the database knows of the key.
   *
   * @param digest the key's under the current pepper
   * @return empty if the key may exist but too many hashes are being computed
   * @throws SQLException if the database cannot be asked
   */
  Optional<Lookup> find(String key, KeyDigest digest) throws SQLException;
}
