package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The numbered log of changes. Every method but {@link #close} blocks; one thread at a time, but no
 * event loop.
 */
interface ChangeLog extends AutoCloseable {
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
   * Waits for news of the log, also for such as came since the last wait. They are a hint, which
   * can get lost, or come without a change. Holds no lock and no transaction meanwhile.
   *
   * @param atMost how long, at least a millisecond
   * @return whether there are news
   * @throws SQLException if the connection broke: nothing is heard until the log is asked again
   */
  boolean awaitNews(Duration atMost) throws SQLException;

  /** Fails the running call at once, and every later one; any thread. */
  @Override
  void close() throws SQLException;

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
