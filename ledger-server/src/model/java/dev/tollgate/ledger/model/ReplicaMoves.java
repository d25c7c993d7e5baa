package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;

/** What one replica's process may do next. */
final class ReplicaMoves {
  private static final int TOTAL_MAX = 7;
  private static final int FREE_MAX = 6;

  private final Rules rules;
  private final Journaling journaling;
  private final Opening opening;

  ReplicaMoves(Rules rules) {
    this.rules = rules;
    this.journaling = new Journaling(rules);
    this.opening = new Opening(rules);
  }

  void of(State s, int r, Search.Visitor visitor) {
    create(s, r, visitor);
    if (s.running(r)) {
      for (int a = 0; a < s.at.accounts; a++) {
        learn(s, r, a, visitor);
        giveBack(s, r, a, visitor);
      }
      acknowledged(s, r, visitor);
      meetNewHistory(s, r, visitor);
      pauseOrGoOn(s, r, visitor);
      leave(s, r, visitor);
    }
    if (journaling.admits(s, r)) {
      admit(s, r, visitor);
    }
  }

  private static void create(State s, int r, Search.Visitor visitor) {
    boolean next = r == 0 || s.get(Replica.PROCESS, r - 1) != Codes.NEW;
    if (s.get(Replica.PROCESS, r) == Codes.NEW && next) {
      var n = s.copy();
      Opening.create(n, r);
      visitor.next(n.bytes, "open r%d", r);
    }
  }

  private void learn(State s, int r, int a, Search.Visitor visitor) {
    if (s.retired(r) && !rules.has(Bug.DRAINING_STILL_GRANTED)) {
      return;
    }
    int below = 0;
    for (int total = 1; total <= TOTAL_MAX; total++) {
      if ((s.get(Book.REPLIES, r, a) >> total & 1) == 1) {
        learn(s, r, a, total, total - below, visitor);
        below = total;
      }
    }
  }

  private void learn(State s, int r, int a, int total, int delta, Search.Visitor visitor) {
    if (rules.has(Bug.GRANT_AS_DELTA)) {
      if (s.get(Book.FREE, r, a) + delta <= FREE_MAX) {
        var n = s.copy();
        n.add(Book.FREE, r, a, delta);
        n.set(Book.KNOWN, r, a, total);
        visitor.next(n.bytes, "r%d gets the reply: +%d on a%d", r, delta, a);
      }
    } else if (total > s.get(Book.KNOWN, r, a)) {
      var n = s.copy();
      journaling.learn(n, r, a, total);
      visitor.next(n.bytes, "r%d learns of total %d on a%d", r, total, a);
    }
  }

  private void giveBack(State s, int r, int a, Search.Visitor visitor) {
    boolean may = !s.retired(r) || rules.has(Bug.DRAINING_RETURNS);
    if (may && s.get(Book.FREE, r, a) > 0 && s.left(Event.RETURN) > 0 && s.space(r)) {
      var n = s.copy();
      n.spend(Event.RETURN);
      journaling.giveBack(n, r, a);
      visitor.next(n.bytes, "r%d journals the return of its free lease on a%d", r, a);
    }
  }

  private void acknowledged(State s, int r, Search.Visitor visitor) {
    int watermark = s.get(Stream.WATERMARK, r);
    int length = s.get(Replica.LENGTH, r);
    if (s.get(Replica.ACKED, r) < watermark) {
      var n = s.copy();
      n.set(Replica.ACKED, r, watermark);
      visitor.next(n.bytes, "r%d gets ack %d", r, watermark);
    }
    boolean rollsBack = rules.has(Bug.ACK_BEFORE_COMMIT) && s.get(Replica.ACKED, r) < length;
    if (rollsBack && s.get(Stream.STATE, r) == Codes.LIVE) {
      var n = s.copy();
      n.set(Replica.ACKED, r, length);
      visitor.next(n.bytes, "ledger acks r%d seq %d, then rolls back; r%d trims", r, length, r);
    }
  }

  private void meetNewHistory(State s, int r, Search.Visitor visitor) {
    if (s.behind(r) && Opening.taken(s, r)) {
      var n = s.copy();
      opening.reopen(n, r);
      visitor.next(n.bytes, "r%d sees the new history_id and opens again", r);
    }
  }

  private void pauseOrGoOn(State s, int r, Search.Visitor visitor) {
    int process = s.get(Replica.PROCESS, r);
    if (process == Codes.UP && rules.bounds.allows(Event.PARTITION)) {
      var n = s.copy();
      n.set(Replica.PROCESS, r, Codes.STOPPED);
      visitor.next(n.bytes, "r%d stops admitting (autonomy over)", r);
    }
    boolean live = s.get(Stream.STATE, r) == Codes.LIVE;
    if (process == Codes.STOPPED && live && !s.retired(r)) {
      var n = s.copy();
      n.set(Replica.PROCESS, r, Codes.UP);
      visitor.next(n.bytes, "r%d heartbeats again", r);
    }
  }

  private static void leave(State s, int r, Search.Visitor visitor) {
    boolean may = s.left(Event.CLOSE) > 0 && !s.retired(r);
    if (may && s.get(Replica.PROCESS, r) != Codes.CLOSING && Leases.over(s, r)) {
      var n = s.copy();
      n.spend(Event.CLOSE);
      n.set(Replica.PROCESS, r, Codes.CLOSING);
      visitor.next(n.bytes, "r%d leaves: sends its last report", r);
    }
  }

  private void admit(State s, int r, Search.Visitor visitor) {
    int i = 0;
    while (i < s.at.requests && s.owner(i) >= 0) {
      i++;
    }
    for (int path = 1; i < s.at.requests && path < 1 << s.at.accounts; path += 2) {
      for (int hold = 0; hold <= rules.bounds.holdMax(); hold++) {
        if (fits(s, r, path, hold)) {
          admit(s, r, i, path, hold, visitor);
        }
      }
    }
  }

  /** A request without credits is one that only a quota counts. */
  private static boolean fits(State s, int r, int path, int hold) {
    boolean counted = hold > 0;
    for (int a = 0; a < s.at.accounts; a++) {
      if ((path >> a & 1) == 1) {
        boolean requests = s.at.countsRequests(a);
        counted |= requests;
        if (s.get(Book.FREE, r, a) < (requests ? 1 : hold)) {
          return false;
        }
      }
    }
    return counted;
  }

  private void admit(State s, int r, int i, int path, int hold, Search.Visitor visitor) {
    var n = s.copy();
    journaling.admit(n, r, i, path, hold);
    visitor.next(n.bytes, "r%d admits x%d, hold %d, path %d", r, i, hold, path);
    if (s.left(Event.KILL) == 0) {
      return;
    }
    var killed = n.copy();
    killed.spend(Event.KILL);
    boolean answered = rules.has(Bug.ANSWER_BEFORE_JOURNAL);
    killed.set(answered ? Request.JOURNALED : Request.RUN, i, 0);
    Journaling.stop(killed, r, Codes.DOWN);
    var where = answered ? "answers, is killed before the journal" : "is killed before the answer";
    visitor.next(killed.bytes, "r%d takes hold %d for x%d, %s", r, hold, i, where);
  }
}
