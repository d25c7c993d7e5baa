package dev.tollgate.ledger.model;

import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.tollgate.ledger.model.Layout.Account;
import dev.tollgate.ledger.model.Layout.Charge;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;
import java.util.Optional;

/** I1 to I7 of docs/reference/leases.md. */
final class Invariants {
  private final Rules rules;

  Invariants(Rules rules) {
    this.rules = rules;
  }

  /** I1 to I5: what must hold whatever happened. */
  Optional<String> safety(State s) {
    for (int i = 0; i < s.at.requests; i++) {
      if (s.get(Charge.POSTS, i) > 1) {
        return Optional.of("I2 posted twice");
      }
    }
    for (int r = 0; r < s.at.replicas; r++) {
      if (s.get(Stream.STATE, r) == Codes.CONDEMNED && s.upstream(r)) {
        return Optional.of("T2 condemned, and an admitted request is upstream");
      }
    }
    for (int a = 0; a < s.at.accounts; a++) {
      var broken = account(s, a);
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  private Optional<String> account(State s, int a) {
    int outstanding = 0;
    for (int r = 0; r < s.at.replicas; r++) {
      if (s.get(Lease.OUTSTANDING, r, a) < 0) {
        return Optional.of("I1 a lease below zero");
      }
      outstanding += s.get(Lease.OUTSTANDING, r, a);
    }
    int charged = 0;
    int overrun = 0;
    int spent = 0;
    for (int i = 0; i < s.at.requests; i++) {
      if (s.owner(i) >= 0 && s.charges(i, a)) {
        charged += charged(s, i, a);
        overrun += overrun(s, i, a);
        spent += spent(s, i, a);
      }
    }
    int posted = s.get(Account.POSTED, a);
    int leased = s.get(Account.LEASED, a);
    int granted = s.get(Account.GRANTED, a);
    if (posted + leased > granted + s.get(Account.OVERRUN, a)) {
      return Optional.of("I1 posted + leased > granted + overrun");
    }
    if (leased != outstanding) {
      return Optional.of("I1 leased differs from the sum of the leases");
    }
    if (s.get(Account.OVERRUN, a) != overrun) {
      return Optional.of("I4 overrun differs from the sum of what costs exceed holds by");
    }
    if (posted + s.get(Account.WRITTEN_OFF, a) != charged) {
      return Optional.of("I3 posted differs from the fold of the charges");
    }
    if (spent > granted + s.get(Account.CEILING, a) + unknown(s, a)) {
      return Optional.of("I5 true spend > granted + dark ceiling + what a restore forgot");
    }
    return Optional.empty();
  }

  private static int charged(State s, int i, int a) {
    return switch (s.get(Charge.KIND, i)) {
      case Codes.NONE -> 0;
      case Codes.DARK -> s.hold(i, a);
      default -> s.cost(i, a);
    };
  }

  /** By holds and extensions; where leases may be short, by what the charge took of one. */
  private int overrun(State s, int i, int a) {
    int beyond = s.hold(i, a) + s.extension(i, a);
    int covered = rules.capped() ? Posting.taken(s, i, a) : beyond;
    return switch (s.get(Charge.KIND, i)) {
      case Codes.POSTED, Codes.CORRECTED -> max(0, s.cost(i, a) - covered);
      case Codes.DARK -> max(0, s.hold(i, a) - covered);
      case Codes.LATE_CORRECTED -> max(0, min(s.hold(i, a), s.cost(i, a)) - covered);
      default -> 0;
    };
  }

  /** What a request may have used up, posted or not, up to its hold. */
  private static int spent(State s, int i, int a) {
    return switch (s.get(Request.RUN, i)) {
      case Codes.UNSENT -> 0;
      case Codes.UPSTREAM -> s.hold(i, a);
      default -> min(s.cost(i, a), s.hold(i, a));
    };
  }

  /** Leases that a restored ledger does not know of, as told by then and as still to be told. */
  private static int unknown(State s, int a) {
    int sum = s.forgotten(a);
    for (int r = 0; r < s.at.replicas; r++) {
      sum += s.behind(r) && Opening.taken(s, r) ? Leases.excess(s, r, a) : 0;
    }
    return sum;
  }

  /** I6 and I7. */
  Optional<String> inductive(State s) {
    for (int r = 0; r < s.at.replicas; r++) {
      boolean exempt = s.get(Replica.PROCESS, r) == Codes.GONE || s.behind(r);
      if (!exempt && s.get(Replica.ACKED, r) > s.get(Stream.WATERMARK, r)) {
        return Optional.of("I6 acked beyond the watermark");
      }
      boolean live = s.get(Stream.STATE, r) == Codes.LIVE && !s.retired(r);
      for (int a = 0; a < s.at.accounts && live && !exempt; a++) {
        if (Leases.excess(s, r, a) > 0) {
          return Optional.of("I7 the replica believes in more than its lease");
        }
      }
    }
    return Optional.empty();
  }
}
