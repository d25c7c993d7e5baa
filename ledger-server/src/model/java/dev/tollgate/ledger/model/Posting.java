package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Account;
import dev.tollgate.ledger.model.Layout.Charge;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;

/** Apply: what one record of a stream does to charges, accounts and leases. */
final class Posting {
  private final Rules rules;

  Posting(Rules rules) {
    this.rules = rules;
  }

  void apply(State s, int r, int record) {
    int i = StreamRecord.argument(record);
    if (StreamRecord.isReturn(record)) {
      giveBack(s, r, StreamRecord.account(record), i);
      return;
    }
    switch (StreamRecord.kind(record)) {
      case StreamRecord.NAMED -> s.set(Charge.NAMED, i, 1);
      case StreamRecord.SETTLE -> settle(s, r, i);
      case StreamRecord.DARK -> dark(s, r, i);
      default -> correct(s, r, i);
    }
  }

  private void giveBack(State s, int r, int a, int amount) {
    int outstanding = s.get(Lease.OUTSTANDING, r, a);
    int possible = rules.capped() ? Math.min(amount, outstanding) : amount;
    s.add(Account.LEASED, a, -possible);
    s.add(Lease.OUTSTANDING, r, a, -possible);
  }

  private void settle(State s, int r, int i) {
    if (!fenced(s, r) || s.get(Charge.KIND, i) == Codes.NONE) {
      post(s, r, i, Codes.POSTED);
    } else if (s.get(Charge.KIND, i) == Codes.DARK) {
      if (rules.has(Bug.DRAINED_DARK_STAYS)) {
        s.set(Request.RUN, i, Codes.USAGE_DROPPED);
      } else {
        post(s, r, i, Codes.CORRECTED);
      }
    }
  }

  /** Charges the hold; also what the verdict does to a reservation that it knows by name. */
  void dark(State s, int r, int i) {
    if (!fenced(s, r) || s.get(Charge.KIND, i) == Codes.NONE) {
      post(s, r, i, Codes.DARK);
    }
  }

  private void correct(State s, int r, int i) {
    if (!fenced(s, r) || s.get(Charge.KIND, i) == Codes.DARK) {
      post(s, r, i, Codes.CORRECTED);
    }
  }

  /**
   * Whether a charge keeps its reservation from being charged again. An intact journal needs only
   * the watermark, and here has only that; one that lost its end may repeat itself.
   */
  private boolean fenced(State s, int r) {
    return s.get(Stream.STATE, r) == Codes.DRAINING && !rules.has(Bug.DRAINED_CHARGED_TWICE);
  }

  /** A reservation's charge becomes that of a kind; the accounts of its path move with it. */
  private void post(State s, int r, int i, int kind) {
    int credits = possible(s, r, i, kind, Unit.CREDITS);
    int requests = possible(s, r, i, kind, Unit.REQUESTS);
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.charges(i, a)) {
        move(s, r, i, a, kind, unit(s, a) == Unit.REQUESTS ? requests : credits);
      }
    }
    s.add(Charge.TAKEN_CREDITS, i, credits);
    s.add(Charge.TAKEN_REQUESTS, i, requests);
    s.set(Charge.KIND, i, kind);
    if (kind != Codes.CORRECTED) {
      s.add(Charge.POSTS, i, 1);
    }
  }

  private void move(State s, int r, int i, int a, int kind, int possible) {
    int take = possible;
    if (rules.has(Bug.OVERRUN_EATS_LEASE) && kind == Codes.POSTED) {
      take = Math.min(cost(s, i, a), s.get(Lease.OUTSTANDING, r, a));
    }
    int taken = kind == Codes.CORRECTED ? taken(s, i, a) : 0;
    int was = kind == Codes.CORRECTED ? s.hold(i, a) : 0;
    int is = kind == Codes.DARK ? s.hold(i, a) : cost(s, i, a);
    s.add(Account.POSTED, a, is - was);
    s.add(Account.OVERRUN, a, Math.max(0, is - taken - take) - Math.max(0, was - taken));
    if (rules.has(Bug.RELEASE_WITHOUT_RETURN) && kind == Codes.POSTED) {
      take = Math.max(take, s.hold(i, a));
    }
    s.add(Account.LEASED, a, -take);
    s.add(Lease.OUTSTANDING, r, a, -take);
  }

  /** What a record takes of a unit: what its replica took, but no more than a lease has. */
  private int possible(State s, int r, int i, int kind, Unit unit) {
    int possible = 0;
    boolean first = true;
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.charges(i, a) && unit(s, a) == unit) {
        int wanted = wanted(s, i, a, kind);
        int outstanding = s.get(Lease.OUTSTANDING, r, a);
        int here = rules.capped() ? Math.min(wanted, outstanding) : wanted;
        possible = first ? here : Math.min(possible, here);
        first = false;
      }
    }
    boolean back = rules.capped() && kind == Codes.CORRECTED;
    int taken = s.get(unit == Unit.CREDITS ? Charge.TAKEN_CREDITS : Charge.TAKEN_REQUESTS, i);
    return back ? Math.max(possible, -taken) : possible;
  }

  private int wanted(State s, int i, int a, int kind) {
    if (rules.has(Bug.UNITS_MIXED) && kind == Codes.POSTED) {
      return Math.min(cost(s, i, a), s.get(Request.HOLD, i) + s.get(Request.EXTENSION, i));
    }
    return switch (kind) {
      case Codes.POSTED -> Leases.within(s, i, a);
      case Codes.DARK -> s.hold(i, a);
      default -> Leases.within(s, i, a) - s.hold(i, a);
    };
  }

  private int cost(State s, int i, int a) {
    return rules.has(Bug.UNITS_MIXED) ? s.get(Request.COST, i) : s.cost(i, a);
  }

  private static Unit unit(State s, int a) {
    return s.at.countsRequests(a) ? Unit.REQUESTS : Unit.CREDITS;
  }

  static int taken(State s, int i, int a) {
    return s.get(s.at.countsRequests(a) ? Charge.TAKEN_REQUESTS : Charge.TAKEN_CREDITS, i);
  }
}
