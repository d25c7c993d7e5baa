package dev.tollgate.authz.authn.apikey;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a replica has read the change log.
 *
 * @param n number of the newest change that is applied, 0 if there was none yet
 * @param newest that change, or null if the log did not have it any more
 */
record AppliedChanges(long n, @Nullable Change newest) {
  AppliedChanges {
    if (n < 0 || (newest != null && newest.n() != n)) {
      throw new IllegalArgumentException("the newest change must have the number " + n);
    }
  }

  /**
   * What is new in a page that was read from {@link #n} on; empty if the page cannot be the
   * continuation of what was applied. A database that was restored from a backup, or a standby that
   * took over without the last commits, has a log that ends earlier, or one that has meanwhile
   * grown beyond here with other rows.
   */
  Optional<List<Change>> continuation(ChangeLog.Page page) {
    var rows = page.changes();
    if (newest == null) {
      return withoutGaps(rows, page.head()) ? Optional.of(rows) : Optional.empty();
    }
    if (rows.isEmpty() || !rows.getFirst().equals(newest)) {
      return Optional.empty();
    }
    var news = rows.subList(1, rows.size());
    return withoutGaps(news, page.head()) ? Optional.of(news) : Optional.empty();
  }

  private boolean withoutGaps(List<Change> news, long head) {
    long next = n;
    for (var change : news) {
      next++;
      if (change.n() != next) {
        return false;
      }
    }
    return !news.isEmpty() || head == n;
  }

  /** After these, which continue the log. */
  AppliedChanges plus(List<Change> news) {
    return news.isEmpty() ? this : new AppliedChanges(news.getLast().n(), news.getLast());
  }
}
