package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys as the database has them. Every method blocks; any thread but an event loop. */
interface KeyStore {
  /**
   * The key with one of these digests, with its owner's state, as committed before the call.
   *
   * @throws SQLException if the database cannot be asked: the caller must not take it for absence
   */
  @Nullable KnownKey find(List<KeyDigest> digests) throws SQLException;
}
