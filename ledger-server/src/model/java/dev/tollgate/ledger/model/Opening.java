package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;

/** Open: what a replica starts from, at the start of a process and after a change of history. */
final class Opening {
  private final Rules rules;

  Opening(Rules rules) {
    this.rules = rules;
  }

  /** A journal that never existed before. */
  static void create(State s, int r) {
    s.set(Replica.PROCESS, r, Codes.UP);
    s.set(Stream.STATE, r, Codes.LIVE);
  }

  /** Whether the ledger takes this replica: it has not ended. */
  static boolean taken(State s, int r) {
    int state = s.get(Stream.STATE, r);
    return state == Codes.UNKNOWN || state == Codes.LIVE || state == Codes.DRAINING;
  }

  /** A process starts with the whole journal of the one before. */
  void restart(State s, int r) {
    s.set(Replica.PROCESS, r, Codes.UP);
    if (rules.has(Bug.REPLAY_RENUMBERS)) {
      renumber(s, r);
    }
    if (rules.has(Bug.DRAINING_REVIVED) && s.retired(r)) {
      s.set(Replica.RETIRED, r, 0);
      s.set(Stream.STATE, r, Codes.LIVE);
    }
    open(s, r);
  }

  private static void renumber(State s, int r) {
    int end = s.get(Replica.LENGTH, r);
    for (int k = s.get(Replica.ACKED, r); k < end && s.space(r); k++) {
      s.append(r, s.record(r, k));
    }
  }

  /** A running process has seen another history_id: it opens its replica again. */
  void reopen(State s, int r) {
    if (rules.has(Bug.HISTORY_IGNORED)) {
      s.set(Replica.BEHIND, r, 0);
      return;
    }
    if (s.get(Replica.PROCESS, r) == Codes.CLOSING) {
      s.set(Replica.PROCESS, r, Codes.STOPPED);
    }
    open(s, r);
  }

  private void open(State s, int r) {
    if (s.get(Stream.STATE, r) == Codes.UNKNOWN) {
      s.set(Stream.STATE, r, Codes.LIVE);
    }
    if (rules.has(Bug.TRIMMED_AT_ACK)) {
      int kept = Math.max(s.get(Stream.WATERMARK, r), s.get(Replica.ACKED, r));
      s.set(Stream.WATERMARK, r, kept);
    }
    if (s.behind(r)) {
      meetNewHistory(s, r);
    }
    if (s.retired(r)) {
      s.set(Replica.PROCESS, r, Codes.STOPPED);
    }
    for (int a = 0; a < s.at.accounts; a++) {
      setLease(s, r, a);
    }
    s.set(Replica.BEHIND, r, 0);
  }

  /** What is held beyond the lease is what the ledger forgot; such a journal is only drained. */
  private void meetNewHistory(State s, int r) {
    s.set(Replica.ACKED, r, s.get(Stream.WATERMARK, r));
    for (int a = 0; a < s.at.accounts; a++) {
      s.forget(a, Math.max(0, -Leases.free(s, r, a)));
      if (Leases.fallsShort(s, r, a) && !rules.has(Bug.DEBT_FORGIVEN)) {
        s.set(Replica.RETIRED, r, 1);
      }
      if (!rules.has(Bug.REPLY_OF_OLD_HISTORY)) {
        s.set(Book.REPLIES, r, a, 0);
      }
    }
  }

  private void setLease(State s, int r, int a) {
    int known = s.get(Book.KNOWN, r, a);
    int total = s.get(Lease.TOTAL, r, a);
    boolean kept = rules.has(Bug.TOTAL_KEPT) && s.behind(r);
    s.set(Book.KNOWN, r, a, kept ? Math.max(known, total) : total);
    int forgotten = rules.has(Bug.RESTART_FORGETS_HOLDS) ? Leases.held(s, r, a) : 0;
    int free = Math.max(0, Leases.free(s, r, a) + forgotten);
    s.set(Book.FREE, r, a, s.retired(r) ? 0 : free);
  }

  /**
   * A process starts after a crash of its host, with a journal that holds the first {@code kept}
   * records and lacks the admissions in {@code lost}, a bit each. The ledger knows the host's boot:
   * the replica drains for good.
   */
  void restartAfterHostCrash(State s, int r, int kept, int lost) {
    for (int i = 0; i < s.at.requests; i++) {
      if (s.owns(r, i)) {
        remember(s, r, i, kept);
        boolean gone = (lost >> i & 1) == 1 && s.get(Request.LOCAL, i) == Codes.OPEN;
        s.set(Request.JOURNALED, i, gone ? 0 : 1);
      }
    }
    s.set(Replica.LENGTH, r, Math.max(kept, s.get(Stream.WATERMARK, r)));
    if (!rules.has(Bug.DRAINING_ADOPTED)) {
      s.set(Replica.RETIRED, r, 1);
      s.set(Stream.STATE, r, Codes.DRAINING);
    }
    s.set(Replica.PROCESS, r, Codes.UP);
    open(s, r);
  }

  /** What the kept records say of a request. An extension stays if the ledger has applied it. */
  private static void remember(State s, int r, int i, int kept) {
    int local = Codes.OPEN;
    int told = 0;
    boolean extended = false;
    for (int k = 0; k < s.get(Replica.LENGTH, r); k++) {
      int record = s.record(r, k);
      if (StreamRecord.isReturn(record) || StreamRecord.argument(record) != i) {
        continue;
      }
      int kind = StreamRecord.kind(record);
      boolean usage = kind == StreamRecord.SETTLE || kind == StreamRecord.CORRECT;
      extended |= usage && k < Math.max(kept, s.get(Stream.WATERMARK, r));
      if (k < kept) {
        told = kind == StreamRecord.NAMED ? 1 : told;
        local = local(kind, local);
      }
    }
    s.set(Request.LOCAL, i, local);
    s.set(Request.TOLD, i, told);
    if (!extended) {
      s.set(Request.EXTENSION, i, 0);
    }
  }

  private static int local(int kind, int before) {
    return switch (kind) {
      case StreamRecord.SETTLE -> Codes.SETTLED;
      case StreamRecord.DARK -> Codes.GIVEN_UP;
      case StreamRecord.CORRECT -> Codes.AMENDED;
      default -> before;
    };
  }
}
