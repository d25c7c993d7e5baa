package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Imported keys that are not revoked, as committed before the call. Called by whoever follows the
 * changes, on the same connection: never held up by lookups. Every method blocks, and throws if the
 * database cannot be asked in time.
 */
interface ImportedKeyLog {
  /**
   * A page of all of them by id.
   *
   * @param afterId empty for the first page
   */
  List<ImportedKey> page(String afterId, int limit) throws SQLException;

  /** Those with one of these ids, or of one of these batches. */
  List<ImportedKey> changed(Set<String> subjects) throws SQLException;

  /** Which of these prefixes some imported key begins with that only its hash can tell. */
  Set<String> waiting(Set<String> prefixes) throws SQLException;

  /** The prefixes of the keys with these ids, revoked ones too. */
  Set<String> prefixes(Set<String> ids) throws SQLException;
}
