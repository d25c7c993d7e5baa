package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;

/** What may happen next to one admitted request. */
final class RequestMoves {
  private final Rules rules;
  private final Ledger ledger;
  private final Journaling journaling;

  RequestMoves(Rules rules) {
    this.rules = rules;
    this.ledger = new Ledger(rules);
    this.journaling = new Journaling(rules);
  }

  void of(State s, int i, Search.Visitor visitor) {
    finish(s, i, visitor);
    int r = s.owner(i);
    if (s.running(r) && s.space(r) && s.get(Request.JOURNALED, i) == 1) {
      usage(s, i, visitor);
      withoutUsage(s, i, visitor);
      name(s, i, visitor);
    }
    if (s.get(Request.RUN, i) == Codes.FINISHED) {
      callKnown(s, i, visitor);
      late(s, i, visitor);
    }
  }

  /** The true bound is the hold; a request without credits costs none, whatever happens. */
  private static void finish(State s, int i, Search.Visitor visitor) {
    int hold = s.get(Request.HOLD, i);
    if (s.get(Request.RUN, i) != Codes.UPSTREAM) {
      return;
    }
    for (int cost = Math.max(0, hold - 1); cost <= (hold == 0 ? 0 : hold + 1); cost++) {
      var n = s.copy();
      n.set(Request.RUN, i, Codes.FINISHED);
      n.set(Request.COST, i, cost);
      visitor.next(n.bytes, "x%d finishes upstream, cost %d", i, cost);
    }
  }

  private void usage(State s, int i, Search.Visitor visitor) {
    if (s.get(Request.RUN, i) != Codes.FINISHED) {
      return;
    }
    int local = s.get(Request.LOCAL, i);
    if (local == Codes.OPEN) {
      var n = s.copy();
      journaling.settle(n, i, StreamRecord.SETTLE);
      visitor.next(n.bytes, "usage of x%d reaches r%d: settlement journaled", i, s.owner(i));
    } else if (local == Codes.GIVEN_UP) {
      var n = s.copy();
      journaling.settle(n, i, StreamRecord.CORRECT);
      visitor.next(n.bytes, "usage of x%d reaches r%d: correction journaled", i, s.owner(i));
    }
  }

  /** Void if the request was never sent; dark whenever nobody can tell. */
  private void withoutUsage(State s, int i, Search.Visitor visitor) {
    int run = s.get(Request.RUN, i);
    if (s.get(Request.LOCAL, i) != Codes.OPEN || run == Codes.UPSTREAM) {
      return;
    }
    if (run == Codes.UNSENT) {
      var n = s.copy();
      journaling.settle(n, i, StreamRecord.SETTLE);
      visitor.next(n.bytes, "r%d voids x%d", s.owner(i), i);
    }
    var n = s.copy();
    journaling.giveUp(n, i);
    visitor.next(n.bytes, "r%d gives x%d up as dark", s.owner(i), i);
  }

  private void name(State s, int i, Search.Visitor visitor) {
    boolean may = rules.bounds.allows(Event.NAMING) && s.get(Request.TOLD, i) == 0;
    if (may && s.get(Request.LOCAL, i) == Codes.OPEN) {
      var n = s.copy();
      journaling.name(n, i);
      visitor.next(n.bytes, "r%d reports x%d as open", s.owner(i), i);
    }
  }

  /** The seeded bug: the journal lacks the admission, but has one with a higher number. */
  private void callKnown(State s, int i, Search.Visitor visitor) {
    int r = s.owner(i);
    boolean lacks = s.get(Request.JOURNALED, i) == 0 && s.running(r);
    if (!rules.has(Bug.ALREADY_BY_NUMBER) || !lacks) {
      return;
    }
    for (int j = i + 1; j < s.at.requests; j++) {
      if (s.owns(r, j) && s.get(Request.JOURNALED, j) == 1) {
        var n = s.copy();
        n.set(Request.RUN, i, Codes.USAGE_DROPPED);
        visitor.next(n.bytes, "usage of x%d reaches r%d, which calls it known", i, r);
        return;
      }
    }
  }

  private void late(State s, int i, Search.Visitor visitor) {
    if (ledger.takesLate(s, i) && hasUsage(s, i)) {
      var n = s.copy();
      ledger.late(n, i);
      visitor.next(n.bytes, "usage of x%d reaches the ledger by Late", i);
    }
  }

  /** The seeded bugs: nobody looks into the journal of a replica that left any more. */
  private boolean unread(State s, int r) {
    boolean deleted = s.get(Replica.PROCESS, r) == Codes.GONE;
    return (rules.has(Bug.CLOSED_JOURNAL_DELETED) && deleted)
        || (rules.has(Bug.CLOSE_WITHOUT_LAST_SEQ) && s.get(Stream.STATE, r) == Codes.CLOSED);
  }

  /** Whether anybody still has the usage: it is in a log, or in a journal that is read again. */
  boolean hasUsage(State s, int i) {
    int local = s.get(Request.LOCAL, i);
    boolean journaled = local == Codes.SETTLED || local == Codes.AMENDED;
    return s.get(Request.RUN, i) == Codes.FINISHED && !(journaled && unread(s, s.owner(i)));
  }
}
