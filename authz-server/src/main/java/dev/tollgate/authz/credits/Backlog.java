package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.StreamCursor;
import java.io.IOException;

/**
 * What the ledger lacks behind a watermark, added up from the journal page by page: after a restore
 * it may be many minutes of records. One thread.
 */
final class Backlog {
  private final StreamCursor records;
  private final long watermark;
  private final long acked;
  private final Taken taken = new Taken();
  private Forgotten forgotten = Forgotten.NOTHING;
  private long first;

  /**
   * @param acked what had been acknowledged before: up to there the ledger has lost it
   */
  Backlog(StreamCursor records, long watermark, long acked) {
    this.records = records;
    this.watermark = watermark;
    this.acked = acked;
  }

  /** Adds what was not added yet, up to a seq. */
  void addUpTo(long seq) throws IOException {
    for (var page = records.next(seq, LedgerCalls.RECORDS_MAX);
        !page.isEmpty();
        page = records.next(seq, LedgerCalls.RECORDS_MAX)) {
      if (first == 0) {
        first = page.getFirst().getSeq();
      }
      page.forEach(taken::add);
      forgotten = forgotten.plus(Forgotten.of(page, acked));
    }
  }

  long watermark() {
    return watermark;
  }

  /** Whether the journal still has all of it, if its newest is this one. */
  boolean isWhole(long lastSeq) {
    return (first == 0 ? lastSeq + 1 : first) == watermark + 1;
  }

  Taken taken() {
    return taken;
  }

  Forgotten forgotten() {
    return forgotten;
  }
}
