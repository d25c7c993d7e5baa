package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Stream;

/** What the ledger may do next about one replica. */
final class LedgerMoves {
  private static final int GRANT_MAX = 2;

  private final Rules rules;
  private final Ledger ledger;

  LedgerMoves(Rules rules) {
    this.rules = rules;
    this.ledger = new Ledger(rules);
  }

  void of(State s, int r, Search.Visitor visitor) {
    for (int a = 0; a < s.at.accounts; a++) {
      grant(s, r, a, visitor);
      seize(s, r, a, visitor);
    }
    apply(s, r, visitor);
    applyAgain(s, r, visitor);
    close(s, r, visitor);
    condemn(s, r, visitor);
  }

  private void grant(State s, int r, int a, Search.Visitor visitor) {
    if (!ledger.grantsTo(s, r) || s.get(Book.GRANTS, r, a) >= rules.bounds.grants()) {
      return;
    }
    for (int x = 1; x <= Math.min(GRANT_MAX, Ledger.room(s, a)); x++) {
      var n = s.copy();
      ledger.grant(n, r, a, x);
      int total = n.get(Lease.TOTAL, r, a);
      visitor.next(n.bytes, "ledger grants r%d +%d on a%d (total %d)", r, x, a, total);
    }
  }

  private void seize(State s, int r, int a, Search.Visitor visitor) {
    boolean live = s.get(Stream.STATE, r) == Codes.LIVE;
    if (rules.has(Bug.RECALL_BY_SEIZURE) && live && s.get(Lease.OUTSTANDING, r, a) > 0) {
      var n = s.copy();
      ledger.seize(n, r, a);
      visitor.next(n.bytes, "ledger seizes 1 of r%d's lease on a%d", r, a);
    }
  }

  private void apply(State s, int r, Search.Visitor visitor) {
    int watermark = s.get(Stream.WATERMARK, r);
    if (watermark < s.get(Replica.LENGTH, r) && ledger.appliesFrom(s, r)) {
      var n = s.copy();
      ledger.applyNext(n, r);
      var record = StreamRecord.describe(s.record(r, watermark));
      visitor.next(n.bytes, "ledger applies r%d seq %d %s", r, watermark + 1, record);
    }
  }

  private void applyAgain(State s, int r, Search.Visitor visitor) {
    int watermark = s.get(Stream.WATERMARK, r);
    if (rules.has(Bug.NO_WATERMARK) && watermark > 0 && ledger.appliesFrom(s, r)) {
      var n = s.copy();
      ledger.apply(n, r, watermark - 1);
      var record = StreamRecord.describe(s.record(r, watermark - 1));
      visitor.next(n.bytes, "ledger applies r%d seq %d %s again", r, watermark, record);
    }
  }

  /** The last report is applied. The process ends; its journal stays as long as any segment. */
  private void close(State s, int r, Search.Visitor visitor) {
    if (s.get(Replica.PROCESS, r) == Codes.CLOSING && ledger.closes(s, r)) {
      var n = s.copy();
      n.set(Stream.STATE, r, Codes.CLOSED);
      boolean deleted = rules.has(Bug.CLOSED_JOURNAL_DELETED);
      Journaling.stop(n, r, deleted ? Codes.GONE : Codes.DOWN);
      visitor.next(n.bytes, "ledger applies the last report of r%d: closed", r);
    }
  }

  private void condemn(State s, int r, Search.Visitor visitor) {
    int state = s.get(Stream.STATE, r);
    int process = s.get(Replica.PROCESS, r);
    boolean silent = process != Codes.NEW && process != Codes.UP && !s.upstream(r);
    if (silent && (state == Codes.LIVE || state == Codes.DRAINING)) {
      var n = s.copy();
      ledger.condemn(n, r);
      visitor.next(n.bytes, "ledger condemns r%d", r);
    }
  }
}
