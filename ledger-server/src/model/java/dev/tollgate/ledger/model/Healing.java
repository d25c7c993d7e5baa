package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Account;
import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Charge;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;
import java.util.Optional;

/**
 * I8 and I9: no state is a trap. From each, the fair schedule in which everything finishes,
 * restarts, delivers, reports, gives back and is condemned ends with nothing lost or stranded.
 */
final class Healing {
  private final Rules rules;
  private final Ledger ledger;
  private final Journaling journaling;
  private final Opening opening;
  private final RequestMoves requests;

  Healing(Rules rules) {
    this.rules = rules;
    this.ledger = new Ledger(rules);
    this.journaling = new Journaling(rules);
    this.opening = new Opening(rules);
    this.requests = new RequestMoves(rules);
  }

  /** Runs the schedule on a state; says what is left lost or stranded. */
  Optional<String> heal(State s) {
    finishAll(s);
    for (int r = 0; r < s.at.replicas; r++) {
      heal(s, r);
    }
    for (int i = 0; i < s.at.requests; i++) {
      var lost = s.owner(i) < 0 ? Optional.<String>empty() : lost(s, i);
      if (lost.isPresent()) {
        return lost;
      }
    }
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.get(Account.LEASED, a) != 0) {
        return Optional.of("I9 a lease is stranded for good");
      }
    }
    return Optional.empty();
  }

  private static void finishAll(State s) {
    for (int i = 0; i < s.at.requests; i++) {
      if (s.get(Request.RUN, i) == Codes.UPSTREAM) {
        s.set(Request.RUN, i, Codes.FINISHED);
        s.set(Request.COST, i, s.get(Request.HOLD, i));
      }
    }
  }

  private void heal(State s, int r) {
    comeBack(s, r);
    boolean ended = s.get(Stream.STATE, r) == Codes.UNKNOWN || !Opening.taken(s, r);
    if (ended) {
      return;
    }
    if (s.get(Replica.PROCESS, r) == Codes.GONE) {
      ledger.condemn(s, r);
      return;
    }
    report(s, r);
    for (int i = 0; i < s.at.requests; i++) {
      if (s.owns(r, i) && s.get(Request.JOURNALED, i) == 1) {
        end(s, r, i);
      }
    }
    if (s.retired(r)) {
      ledger.condemn(s, r);
      return;
    }
    for (int a = 0; a < s.at.accounts; a++) {
      giveBack(s, r, a);
    }
  }

  private void comeBack(State s, int r) {
    if (!Opening.taken(s, r)) {
      return;
    }
    switch (s.get(Replica.PROCESS, r)) {
      case Codes.DOWN -> opening.restart(s, r);
      case Codes.HOST_DOWN -> {
        opening.restartAfterHostCrash(s, r, s.get(Replica.LENGTH, r), 0);
      }
      case Codes.UP, Codes.STOPPED, Codes.CLOSING -> {
        if (s.behind(r)) {
          opening.reopen(s, r);
        }
      }
      default -> {}
    }
  }

  /** Sends all that the journal still has, and lets it go, so that there is space. */
  private void report(State s, int r) {
    int acked = s.get(Replica.ACKED, r);
    for (int k = s.get(Stream.WATERMARK, r); k < s.get(Replica.LENGTH, r); k++) {
      if (k >= acked) {
        ledger.apply(s, r, k);
      }
    }
    s.set(Stream.WATERMARK, r, 0);
    s.set(Replica.LENGTH, r, 0);
    s.set(Replica.ACKED, r, 0);
  }

  private void end(State s, int r, int i) {
    boolean finished = s.get(Request.RUN, i) == Codes.FINISHED;
    if (s.get(Request.LOCAL, i) == Codes.OPEN) {
      if (finished) {
        journaling.settle(s, i, StreamRecord.SETTLE);
      } else {
        journaling.giveUp(s, i);
      }
      report(s, r);
    }
    if (s.get(Request.LOCAL, i) == Codes.GIVEN_UP && finished) {
      journaling.settle(s, i, StreamRecord.CORRECT);
      report(s, r);
    }
  }

  private void giveBack(State s, int r, int a) {
    if (!rules.has(Bug.GRANT_AS_DELTA)) {
      int unheard = s.get(Lease.TOTAL, r, a) - s.get(Book.KNOWN, r, a);
      s.add(Book.FREE, r, a, Math.max(0, unheard));
    }
    if (s.get(Book.FREE, r, a) > 0) {
      journaling.giveBack(s, r, a);
      report(s, r);
    }
  }

  private Optional<String> lost(State s, int i) {
    if (ledger.takesLate(s, i) && requests.hasUsage(s, i)) {
      ledger.late(s, i);
    }
    int run = s.get(Request.RUN, i);
    int charge = s.get(Charge.KIND, i);
    boolean counted = run == Codes.UNSENT && s.get(Stream.STATE, s.owner(i)) == Codes.CONDEMNED;
    if (charge == Codes.NONE && !counted) {
      return Optional.of("I8 usage lost: never posted, voided or counted");
    }
    return run >= Codes.FINISHED && charge == Codes.DARK
        ? Optional.of("I8 a finished request stays dark though its usage arrived")
        : Optional.empty();
  }
}
