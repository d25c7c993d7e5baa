package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;

/** The sums that the protocol's identity (I7) is about. */
final class Leases {
  private Leases() {}

  /** What a replica's open holds keep of an account. */
  static int held(State s, int r, int a) {
    int sum = 0;
    for (int i = 0; i < s.at.requests; i++) {
      if (s.owns(r, i) && s.charges(i, a) && s.open(i)) {
        sum += s.hold(i, a);
      }
    }
    return sum;
  }

  /** What the records beyond the watermark take from a lease; corrections may give back. */
  static int pending(State s, int r, int a) {
    int sum = 0;
    for (int k = s.get(Stream.WATERMARK, r); k < s.get(Replica.LENGTH, r); k++) {
      sum += takes(s, s.record(r, k), a);
    }
    return sum;
  }

  /** What one record takes from the lease on an account. */
  static int takes(State s, int record, int a) {
    int i = StreamRecord.argument(record);
    if (StreamRecord.isReturn(record)) {
      return StreamRecord.account(record) == a ? i : 0;
    }
    if (StreamRecord.kind(record) == StreamRecord.NAMED || !s.charges(i, a)) {
      return 0;
    }
    return switch (StreamRecord.kind(record)) {
      case StreamRecord.SETTLE -> within(s, i, a);
      case StreamRecord.DARK -> s.hold(i, a);
      default -> within(s, i, a) - s.hold(i, a);
    };
  }

  /** What of a request's cost its hold and its extension cover. */
  static int within(State s, int i, int a) {
    return Math.min(s.cost(i, a), s.hold(i, a) + s.extension(i, a));
  }

  /** What the lease would leave free by journal and ledger together; below zero it is short. */
  static int free(State s, int r, int a) {
    return s.get(Lease.OUTSTANDING, r, a) - pending(s, r, a) - held(s, r, a);
  }

  /**
   * Whether a record or a hold, taken in their order, will find too little in the lease. What it
   * lacks then, the ledger leaves out for good, even if a later record gives something back.
   */
  static boolean fallsShort(State s, int r, int a) {
    int left = s.get(Lease.OUTSTANDING, r, a);
    int lowest = left;
    for (int k = s.get(Stream.WATERMARK, r); k < s.get(Replica.LENGTH, r); k++) {
      left -= takes(s, s.record(r, k), a);
      lowest = Math.min(lowest, left);
    }
    return Math.min(lowest, left - held(s, r, a)) < 0;
  }

  /** What a replica believes to have beyond its lease. */
  static int excess(State s, int r, int a) {
    return Math.max(0, s.get(Book.FREE, r, a) - free(s, r, a));
  }

  /** Whether nothing of a replica is open or free, as far as it knows. */
  static boolean over(State s, int r) {
    for (int i = 0; i < s.at.requests; i++) {
      if (s.owns(r, i) && s.get(Request.LOCAL, i) == Codes.OPEN) {
        return false;
      }
    }
    for (int a = 0; a < s.at.accounts; a++) {
      if (s.get(Book.FREE, r, a) != 0) {
        return false;
      }
    }
    return true;
  }
}
