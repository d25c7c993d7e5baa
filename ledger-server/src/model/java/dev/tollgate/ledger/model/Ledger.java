package dev.tollgate.ledger.model;

import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.tollgate.ledger.model.Layout.Account;
import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Charge;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Stream;

/** What the ledger does, one transaction a method. */
final class Ledger {
  private final Rules rules;
  private final Posting posting;

  Ledger(Rules rules) {
    this.rules = rules;
    this.posting = new Posting(rules);
  }

  static int room(State s, int a) {
    return s.get(Account.GRANTED, a) - s.get(Account.POSTED, a) - s.get(Account.LEASED, a);
  }

  /** Whether a replica has opened itself in this history: before that, nothing is taken from it. */
  private boolean bound(State s, int r) {
    return !s.behind(r) || rules.has(Bug.HISTORY_UNFENCED);
  }

  /** Whether an Acquire may be granted. A replica that knows that it may only drain asks none. */
  boolean grantsTo(State s, int r) {
    return bound(s, r) && mayLease(s, r);
  }

  private boolean mayLease(State s, int r) {
    return switch (s.get(Stream.STATE, r)) {
      case Codes.LIVE -> !s.retired(r) || rules.has(Bug.DRAINING_STILL_GRANTED);
      case Codes.DRAINING -> rules.has(Bug.DRAINING_STILL_GRANTED);
      case Codes.CLOSED -> rules.has(Bug.CLOSED_STILL_GRANTED);
      default -> false;
    };
  }

  /** A replica that has not seen the history change learns of nothing that happened in it. */
  void grant(State s, int r, int a, int amount) {
    s.add(Account.LEASED, a, amount);
    s.add(Lease.OUTSTANDING, r, a, amount);
    s.add(Lease.TOTAL, r, a, amount);
    s.add(Book.GRANTS, r, a, 1);
    if (!s.behind(r)) {
      int replies = s.get(Book.REPLIES, r, a) | 1 << s.get(Lease.TOTAL, r, a);
      s.set(Book.REPLIES, r, a, replies);
    }
  }

  boolean appliesFrom(State s, int r) {
    return switch (s.get(Stream.STATE, r)) {
      case Codes.LIVE, Codes.DRAINING -> bound(s, r);
      case Codes.CONDEMNED -> rules.has(Bug.SETTLE_AFTER_VERDICT);
      default -> false;
    };
  }

  /** Applies the record at the watermark, and the watermark with it. */
  void applyNext(State s, int r) {
    int place = s.get(Stream.WATERMARK, r);
    posting.apply(s, r, s.record(r, place));
    s.set(Stream.WATERMARK, r, place + 1);
  }

  /** Applies a record wherever it stands. */
  void apply(State s, int r, int place) {
    posting.apply(s, r, s.record(r, place));
  }

  void seize(State s, int r, int a) {
    s.add(Lease.OUTSTANDING, r, a, -1);
    s.add(Account.LEASED, a, -1);
  }

  /** Whether the last report of a replica closes it. */
  boolean closes(State s, int r) {
    if (s.get(Stream.STATE, r) != Codes.LIVE || !bound(s, r)) {
      return false;
    }
    boolean all = s.get(Stream.WATERMARK, r) == s.get(Replica.LENGTH, r);
    return (all || rules.has(Bug.CLOSE_WITHOUT_LAST_SEQ))
        && (rules.has(Bug.CLOSE_BEFORE_DRAINED) || over(s, r));
  }

  private static boolean over(State s, int r) {
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.get(Lease.OUTSTANDING, r, a) != 0) {
        return false;
      }
    }
    for (int i = 0; i < s.at.requests; i++) {
      boolean uncharged = s.get(Charge.KIND, i) == Codes.NONE;
      if (s.owns(r, i) && s.get(Charge.NAMED, i) == 1 && uncharged) {
        return false;
      }
    }
    return true;
  }

  /** The verdict: what is known by name is dark, the rest of the lease is in the ceiling. */
  void condemn(State s, int r) {
    for (int a = 0; a < s.at.accounts && s.behind(r); a++) {
      s.forget(a, max(0, -Leases.free(s, r, a)));
    }
    for (int i = 0; i < s.at.requests; i++) {
      boolean uncharged = s.get(Charge.KIND, i) == Codes.NONE;
      if (s.owns(r, i) && s.get(Charge.NAMED, i) == 1 && uncharged) {
        posting.dark(s, r, i);
      }
    }
    for (int a = 0; a < s.at.accounts; a++) {
      int outstanding = s.get(Lease.OUTSTANDING, r, a);
      s.add(Account.CEILING, a, rules.has(Bug.DARK_NOT_COUNTED) ? 0 : outstanding);
      s.add(Account.LEASED, a, -outstanding);
      s.set(Lease.OUTSTANDING, r, a, 0);
    }
    s.set(Stream.STATE, r, Codes.CONDEMNED);
  }

  /** Whether usage that came by another road, or after a replica's end, is taken. */
  boolean takesLate(State s, int i) {
    int state = s.get(Stream.STATE, s.owner(i));
    int charge = s.get(Charge.KIND, i);
    boolean ended =
        state == Codes.CONDEMNED
            || (state == Codes.CLOSED && !rules.has(Bug.LATE_ONLY_AFTER_VERDICT));
    return ended && (charge == Codes.NONE || charge == Codes.DARK);
  }

  /**
   * Charges late usage as far as there is room; the rest is written off. What it takes off a dark
   * charge was lease, and a replica that did not end in order may have spent it on what nobody
   * knows of: it is in the ceiling from now on.
   */
  void late(State s, int i) {
    boolean dark = s.get(Charge.KIND, i) == Codes.DARK;
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.charges(i, a)) {
        late(s, i, a, dark);
      }
    }
    s.set(Charge.KIND, i, dark ? Codes.LATE_CORRECTED : Codes.LATE);
    s.add(Charge.POSTS, i, dark ? 0 : 1);
  }

  private void late(State s, int i, int a, boolean dark) {
    int charged = dark ? s.hold(i, a) : 0;
    int due = s.cost(i, a) - charged;
    int take = rules.has(Bug.LATE_UNBOUNDED) ? due : min(due, max(0, room(s, a)));
    s.add(Account.POSTED, a, take);
    s.add(Account.WRITTEN_OFF, a, due - take);
    boolean hidden = s.get(Stream.STATE, s.owner(i)) == Codes.CONDEMNED;
    if (hidden && !rules.has(Bug.LATE_FREES_DARK)) {
      s.add(Account.CEILING, a, max(0, -due));
    }
    int taken = Posting.taken(s, i, a);
    int kept = min(charged, s.cost(i, a));
    s.add(Account.OVERRUN, a, max(0, kept - taken) - max(0, charged - taken));
  }
}
