package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys as the database has them, as committed before the call. Every method blocks; any thread but
 * an event loop. An {@link SQLException} means that the database cannot be asked: the caller must
 * not take it for absence.
 */
interface KeyStore {
  /**
   * The key with one of these digests, with its owner's state. A key of which something cannot be
   * understood is unreadable, and no failure of the call.
   */
  @Nullable KnownKey find(List<KeyDigest> digests) throws SQLException;

  /**
   * Keys of our making that begin like this and are indexed under none of these peppers.
   *
   * @param limit how many at most
   */
  List<Candidate> withoutIndex(String prefix, List<String> pepperVersions, int limit)
      throws SQLException;

  /** The imported key with this hash of record, with its owner's state. */
  @Nullable KnownKey findImported(String hashOfRecord) throws SQLException;

  /**
   * Imported keys that begin like one of these, are not revoked, and that only bcrypt can tell:
   * they are indexed under none of these peppers.
   *
   * @param limit how many at most
   */
  List<Candidate> importedWithoutIndex(
      List<String> prefixes, List<String> pepperVersions, int limit) throws SQLException;

  /**
   * Indexes a key anew; every replica forgets it and finds it again.
   *
   * @return false if it was indexed like this already, and nothing has changed
   */
  boolean index(String keyId, KeyDigest digest, String pepperVersion) throws SQLException;

  /** A key that may be the one that was presented: only its hash can tell. */
  record Candidate(String keyId, String hashOfRecord) {
    /** A hash is not for logs. */
    @Override
    public String toString() {
      return "Candidate[" + keyId + "]";
    }
  }
}
