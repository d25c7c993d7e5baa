package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Request;

/** What a running replica does to its memory and its journal. */
final class Journaling {
  private final Rules rules;

  Journaling(Rules rules) {
    this.rules = rules;
  }

  /** Whether a process may answer a Check with yes. */
  boolean admits(State s, int r) {
    return s.get(Replica.PROCESS, r) == Codes.UP
        || (rules.has(Bug.DRAINING_STILL_GRANTED) && s.running(r) && s.retired(r));
  }

  /** Takes the hold from free lease on the whole path, and journals the admission. */
  void admit(State s, int r, int i, int path, int hold) {
    s.set(Request.OWNER, i, r + 1);
    s.set(Request.HOLD, i, hold);
    s.set(Request.PATH, i, path);
    s.set(Request.RUN, i, Codes.UPSTREAM);
    s.set(Request.JOURNALED, i, 1);
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.charges(i, a)) {
        s.add(Book.FREE, r, a, -s.hold(i, a));
      }
    }
  }

  /** The reply of a grant: the total, which may be old news. */
  void learn(State s, int r, int a, int total) {
    s.add(Book.FREE, r, a, total - s.get(Book.KNOWN, r, a));
    s.set(Book.KNOWN, r, a, total);
  }

  /**
   * Usage reaches the owner. An overrun is covered from free lease if all of the path has it, else
   * it is declared. A retired journal has no free lease: it may not know all that its lease is for.
   *
   * @param kind SETTLE for an open hold, CORRECT for a dark one
   */
  void settle(State s, int i, int kind) {
    int r = s.owner(i);
    extend(s, r, i);
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.charges(i, a) && keepsFree(s, r)) {
        int held = s.hold(i, a) + s.extension(i, a);
        s.add(Book.FREE, r, a, held - Leases.within(s, i, a));
      }
    }
    s.set(Request.LOCAL, i, kind == StreamRecord.SETTLE ? Codes.SETTLED : Codes.AMENDED);
    s.append(r, StreamRecord.of(kind, i));
  }

  private boolean keepsFree(State s, int r) {
    return !s.retired(r) || rules.has(Bug.DRAINING_RETURNS);
  }

  private void extend(State s, int r, int i) {
    int need = s.get(Request.COST, i) - s.get(Request.HOLD, i);
    if (need <= 0 || s.get(Request.EXTENSION, i) > 0 || !keepsFree(s, r)) {
      return;
    }
    for (int a = 0; a < s.at.accounts; a++) {
      boolean asked = a == 0 || !rules.has(Bug.EXTENSION_OF_PART);
      if (asked && paysOverrun(s, i, a) && s.get(Book.FREE, r, a) < need) {
        return;
      }
    }
    s.set(Request.EXTENSION, i, need);
    for (int a = 0; a < s.at.accounts; a++) {
      if (paysOverrun(s, i, a)) {
        s.add(Book.FREE, r, a, -Math.min(need, s.get(Book.FREE, r, a)));
      }
    }
  }

  private static boolean paysOverrun(State s, int i, int a) {
    return s.charges(i, a) && !s.at.countsRequests(a);
  }

  void giveUp(State s, int i) {
    s.set(Request.LOCAL, i, Codes.GIVEN_UP);
    s.append(s.owner(i), StreamRecord.of(StreamRecord.DARK, i));
  }

  void giveBack(State s, int r, int a) {
    s.append(r, StreamRecord.ofReturn(a, s.get(Book.FREE, r, a)));
    if (!rules.has(Bug.RETURN_BEFORE_SUBTRACT)) {
      s.set(Book.FREE, r, a, 0);
    }
  }

  void name(State s, int i) {
    s.set(Request.TOLD, i, 1);
    s.append(s.owner(i), StreamRecord.of(StreamRecord.NAMED, i));
  }

  /** A process ends, however it does: its memory is gone, and what was on its way to it. */
  static void stop(State s, int r, int process) {
    s.set(Replica.PROCESS, r, process);
    for (int a = 0; a < s.at.accounts; a++) {
      s.set(Book.FREE, r, a, 0);
      s.set(Book.KNOWN, r, a, 0);
      s.set(Book.REPLIES, r, a, 0);
    }
    if (process == Codes.GONE) {
      s.set(Replica.ACKED, r, s.get(Replica.LENGTH, r));
    }
  }

  /** The seeded bug: the whole lease without what is held against it. */
  static void openEmpty(State s, int r) {
    s.set(Replica.PROCESS, r, Codes.UP);
    for (int a = 0; a < s.at.accounts; a++) {
      s.set(Book.KNOWN, r, a, s.get(Lease.TOTAL, r, a));
      s.set(Book.FREE, r, a, s.get(Lease.OUTSTANDING, r, a));
    }
  }
}
