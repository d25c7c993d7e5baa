package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys and their changes as the database has them. Every method blocks; any thread but an event
 * loop.
 */
interface KeyStore {
  /**
   * The key with one of these digests, with its owner's state, as committed before the call.
   *
   * @throws SQLException if the database cannot be asked: the caller must not take it for absence
   */
  @Nullable KnownKey find(List<KeyDigest> digests) throws SQLException;

  /** The highest number of the change log. */
  long newestChange() throws SQLException;

  /** Changes beyond a number, in order, at most {@code limit}. */
  List<Change> changesAfter(long n, int limit) throws SQLException;

  /** Something that is remembered has changed. */
  record Change(long n, Kind kind, String subject) {
    enum Kind {
      KEY,
      USER,
      ORGANIZATION
    }
  }
}
