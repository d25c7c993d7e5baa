package dev.tollgate.ledger.credits;

/** An account as its row says, in its own unit. Immutable: each step is a new value. */
public record AccountRow(
    String id,
    String owner,
    long granted,
    long posted,
    long leased,
    long overrun,
    long claimed,
    String state,
    long entries) {
  /** An account that has no row: nothing of everything. */
  static AccountRow unknown(String id) {
    return new AccountRow(id, "", 0, 0, 0, 0, 0, "active", 0);
  }

  public long balance() {
    return granted - posted;
  }

  /** What may still be leased. */
  long room() {
    return granted - posted - leased - claimed;
  }

  boolean active() {
    return state.equals("active");
  }

  AccountRow lease(long amount) {
    return new AccountRow(
        id, owner, granted, posted, leased + amount, overrun, claimed, state, entries);
  }

  /** A charge or its correction; what it took from the lease is taken apart. */
  AccountRow post(long cost, long moreOverrun, int newEntries) {
    return new AccountRow(
        id,
        owner,
        granted,
        Math.addExact(posted, cost),
        leased,
        Math.addExact(overrun, moreOverrun),
        claimed,
        state,
        entries + newEntries);
  }

  /** Credit comes in, with one entry. */
  AccountRow grant(long amount) {
    return new AccountRow(
        id, owner, granted + amount, posted, leased, overrun, claimed, state, entries + 1);
  }

  /** As it was at another time. */
  AccountRow withAmounts(JdbcMovementRows.Amounts then) {
    return new AccountRow(
        id,
        owner,
        then.granted(),
        then.posted(),
        then.leased(),
        then.overrun(),
        then.claimed(),
        state,
        entries);
  }

  AccountRow claim(long amount) {
    return new AccountRow(
        id, owner, granted, posted, leased, overrun, claimed + amount, state, entries);
  }

  /** What of the claims can be taken now: credit that is neither spent nor leased. */
  long takeable() {
    return Math.max(0, Math.min(claimed, granted - posted - leased));
  }

  /** Claimed credit leaves, with one entry. */
  AccountRow takeClaimed(long amount) {
    return new AccountRow(
        id, owner, granted - amount, posted, leased, overrun, claimed - amount, state, entries + 1);
  }
}
