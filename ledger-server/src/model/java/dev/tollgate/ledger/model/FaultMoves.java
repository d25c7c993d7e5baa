package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Account;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Stream;

/** What may go wrong next, and how processes come back. */
final class FaultMoves {
  private final Rules rules;
  private final Opening opening;

  FaultMoves(Rules rules) {
    this.rules = rules;
    this.opening = new Opening(rules);
  }

  void of(State s, int r, Search.Visitor visitor) {
    int process = s.get(Replica.PROCESS, r);
    if (s.running(r)) {
      stop(s, r, Event.KILL, Codes.DOWN, "kill -9 r%d", visitor);
      stop(s, r, Event.HOST_CRASH, Codes.HOST_DOWN, "the host of r%d crashes", visitor);
    }
    if (process != Codes.NEW && process != Codes.GONE) {
      stop(s, r, Event.DISK_LOSS, Codes.GONE, "r%d and its journal are lost", visitor);
    }
    if (process == Codes.DOWN && Opening.taken(s, r)) {
      var n = s.copy();
      opening.restart(n, r);
      visitor.next(n.bytes, "r%d restarts from its journal", r);
    }
    if (process == Codes.HOST_DOWN && Opening.taken(s, r)) {
      restartWithLosses(s, r, visitor);
    }
    boolean live = s.get(Stream.STATE, r) == Codes.LIVE;
    if (process == Codes.GONE && live && rules.has(Bug.IDENTITY_WITHOUT_JOURNAL)) {
      var n = s.copy();
      Journaling.openEmpty(n, r);
      visitor.next(n.bytes, "r%d opens under the same id with an empty journal", r);
    }
  }

  private static void stop(
      State s, int r, Event event, int process, String name, Search.Visitor visitor) {
    if (s.left(event) > 0) {
      var n = s.copy();
      n.spend(event);
      Journaling.stop(n, r, process);
      visitor.next(n.bytes, name, r);
    }
  }

  private void restartWithLosses(State s, int r, Search.Visitor visitor) {
    int length = s.get(Replica.LENGTH, r);
    int own = 0;
    for (int i = 0; i < s.at.requests; i++) {
      own |= s.owns(r, i) ? 1 << i : 0;
    }
    for (int kept = 0; kept <= length; kept++) {
      for (int lost = own; lost >= 0; lost = lost == 0 ? -1 : (lost - 1) & own) {
        var n = s.copy();
        opening.restartAfterHostCrash(n, r, kept, lost);
        visitor.next(
            n.bytes,
            "r%d restarts in another boot with %d of %d records, admissions lost: %s",
            r,
            kept,
            length,
            Integer.toBinaryString(lost));
      }
    }
  }

  void ofTheLedger(State s, Search.Visitor visitor) {
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.left(Event.WITHDRAWAL) > 0 && Ledger.room(s, a) >= 1) {
        var n = s.copy();
        n.spend(Event.WITHDRAWAL);
        n.add(Account.GRANTED, a, -1);
        visitor.next(n.bytes, "withdraw 1 from a%d", a);
      }
    }
    if (s.left(Event.RESTORE) > 0 && !s.copied()) {
      var n = s.copy();
      n.copyLedger();
      visitor.next(n.bytes, "the ledger's database is copied");
    }
    if (s.copied()) {
      var n = s.copy();
      n.spend(Event.RESTORE);
      restore(n);
      visitor.next(n.bytes, "the ledger's database is restored from the copy");
    }
  }

  /** Every replica that has not ended in the copy has a history behind it that is gone. */
  private static void restore(State s) {
    s.restoreLedger();
    for (int r = 0; r < s.at.replicas; r++) {
      boolean existed = s.get(Replica.PROCESS, r) != Codes.NEW;
      s.set(Replica.BEHIND, r, existed && Opening.taken(s, r) ? 1 : 0);
    }
  }
}
