package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.util.List;

/** The numbered log of changes. Every method blocks; any thread but an event loop. */
interface ChangeLog {
  /**
   * Where the log ends now.
   *
   * @throws SQLException if the database cannot be asked in time
   */
  AppliedChanges end() throws SQLException;

  /**
   * The changes with at least this number, in order, and the log's end, as of one moment.
   *
   * @param limit how many changes at most
   * @throws SQLException if the database cannot be asked in time
   */
  Page from(long n, int limit) throws SQLException;

  /**
   * A part of the log.
   *
   * @param head the highest number that was given out
   */
  record Page(long head, List<Change> changes) {
    public Page {
      changes = List.copyOf(changes);
    }
  }
}
