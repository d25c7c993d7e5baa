package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Account;
import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Charge;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;
import java.util.StringJoiner;

/** A state in words: the end of a trace. */
final class Description {
  private Description() {}

  static String of(State s) {
    var all = new StringJoiner("; ");
    for (int a = 0; a < s.at.accounts; a++) {
      all.add(account(s, a));
    }
    for (int r = 0; r < s.at.replicas; r++) {
      all.add("r" + r + " " + state(s.get(Stream.STATE, r)));
      for (int a = 0; a < s.at.accounts; a++) {
        all.add(lease(s, r, a));
      }
    }
    for (int i = 0; i < s.at.requests; i++) {
      if (s.owner(i) >= 0) {
        all.add(request(s, i));
      }
    }
    return all.toString();
  }

  private static String state(int state) {
    return switch (state) {
      case Codes.UNKNOWN -> "unknown";
      case Codes.LIVE -> "live";
      case Codes.DRAINING -> "draining";
      case Codes.CLOSED -> "closed";
      default -> "condemned";
    };
  }

  private static String account(State s, int a) {
    return "a%d granted %d posted %d leased %d overrun %d dark %d written off %d forgotten %d"
        .formatted(
            a,
            s.get(Account.GRANTED, a),
            s.get(Account.POSTED, a),
            s.get(Account.LEASED, a),
            s.get(Account.OVERRUN, a),
            s.get(Account.CEILING, a),
            s.get(Account.WRITTEN_OFF, a),
            s.forgotten(a));
  }

  private static String lease(State s, int r, int a) {
    return "r%d/a%d outstanding %d free %d"
        .formatted(r, a, s.get(Lease.OUTSTANDING, r, a), s.get(Book.FREE, r, a));
  }

  private static String request(State s, int i) {
    boolean finished = s.get(Request.RUN, i) >= Codes.FINISHED;
    return "x%d hold %d cost %s posts %d"
        .formatted(
            i,
            s.get(Request.HOLD, i),
            finished ? s.get(Request.COST, i) : "?",
            s.get(Charge.POSTS, i));
  }
}
