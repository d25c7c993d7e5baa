package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.Principal;
import java.sql.SQLException;
import java.util.List;

/** The keys at providers that callers bring along. */
@FunctionalInterface
public interface OwnKeys {
  /** Nobody brings any. */
  OwnKeys NONE = _ -> List.of();

  /**
   * Those of a caller, as committed before the call: of one provider its user's before its
   * organization's. Blocks; any thread but an event loop. What cannot be used is among them, so
   * that nobody else's key is taken in its place.
   *
   * @throws SQLException if it cannot be told now: the caller must not take it for absence
   */
  List<OwnKey> of(Principal caller) throws SQLException;
}
