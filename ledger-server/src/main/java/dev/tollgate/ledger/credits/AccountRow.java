package dev.tollgate.ledger.credits;

/**
 * An account as its row says, in its own unit. Immutable: each step is a new value.
 *
 * @param claimed credit that is to leave when it comes home: withdrawals, and {@code lapsed}
 * @param expiring what of the balance grants have left whose date is still to come
 * @param lapsed what of the balance expired grants have left
 * @param darkCeiling the most that condemned replicas can have spent unseen
 * @param writtenOff costs that nobody could pay any more
 */
public record AccountRow(
    String id,
    String owner,
    long granted,
    long posted,
    long leased,
    long overrun,
    long claimed,
    long expiring,
    long lapsed,
    String state,
    long entries,
    long darkCeiling,
    long writtenOff) {
  /** An account that has no row: nothing of everything. */
  static AccountRow unknown(String id) {
    return new AccountRow(id, "", 0, 0, 0, 0, 0, 0, 0, "active", 0, 0, 0);
  }

  public long balance() {
    return granted - posted;
  }

  /** Whether an account is one window of a budget or quota; every other one is a wallet. */
  static boolean isWindow(String id) {
    return !id.startsWith("wallet:");
  }

  /** What may be spent if every lease came home: a larger hold is refused for good. */
  long payable() {
    return granted - posted - claimed;
  }

  /** What of the balance no date ends. */
  public long unexpiring() {
    return Math.max(0, balance()) - expiring - lapsed;
  }

  /** What may still be leased. */
  long room() {
    return granted - posted - leased - claimed;
  }

  boolean active() {
    return state.equals("active");
  }

  AccountRow lease(long amount) {
    return of(granted, posted, leased + amount, overrun, claimed, expiring, lapsed, entries);
  }

  /**
   * A charge or its correction; what it took from the lease is taken apart. A charge spends what
   * expired first, then what expires, then the rest. What a correction gives back never expires:
   * nothing says any more whose it was.
   */
  AccountRow post(long cost, long moreOverrun, int newEntries) {
    long spentLapsed = Math.min(lapsed, Math.max(0, cost));
    long spentExpiring = Math.min(expiring, Math.max(0, cost) - spentLapsed);
    return of(
        granted,
        Math.addExact(posted, cost),
        leased,
        Math.addExact(overrun, moreOverrun),
        claimed - spentLapsed,
        expiring - spentExpiring,
        lapsed - spentLapsed,
        entries + newEntries);
  }

  /** Credit comes in that never expires, with one entry. */
  AccountRow grant(long amount) {
    return of(granted + amount, posted, leased, overrun, claimed, expiring, lapsed, entries + 1);
  }

  /**
   * Credit comes along from another system, or use of it there: an entry each. It does not touch
   * what expires here.
   */
  AccountRow open(long given, long used) {
    int more = (given == 0 ? 0 : 1) + (used == 0 ? 0 : 1);
    return of(
        granted + given, posted + used, leased, overrun, claimed, expiring, lapsed, entries + more);
  }

  /** What of a grant is left to be spent when it comes in: it pays what the account owes first. */
  long leftOf(long amount) {
    return Math.max(0, balance() + amount) - Math.max(0, balance());
  }

  /** Credit comes in that expires, with one entry. */
  AccountRow grantExpiring(long amount) {
    return of(
        granted + amount,
        posted,
        leased,
        overrun,
        claimed,
        expiring + leftOf(amount),
        lapsed,
        entries + 1);
  }

  /** Credit expires: it is claimed, so that none of it is leased any more. */
  AccountRow lapse(long amount) {
    return of(
        granted,
        posted,
        leased,
        overrun,
        claimed + amount,
        expiring - amount,
        lapsed + amount,
        entries);
  }

  AccountRow claim(long amount) {
    return of(granted, posted, leased, overrun, claimed + amount, expiring, lapsed, entries);
  }

  /** What of the withdrawals can be taken now: credit that is neither spent nor leased. */
  long takeable() {
    return Math.max(0, Math.min(claimed - lapsed, granted - posted - leased));
  }

  /**
   * Withdrawn credit leaves, with one entry: what never expires first, as that is what was paid
   * for.
   */
  AccountRow takeClaimed(long amount) {
    long rest = Math.max(0, amount - unexpiring());
    long takenExpiring = Math.min(expiring, rest);
    long takenLapsed = rest - takenExpiring;
    return of(
        granted - amount,
        posted,
        leased,
        overrun,
        claimed - amount - takenLapsed,
        expiring - takenExpiring,
        lapsed - takenLapsed,
        entries + 1);
  }

  /** What of expired credit can be taken now; withdrawals go before. */
  long takeableLapsed() {
    return Math.max(0, Math.min(lapsed, granted - posted - leased - (claimed - lapsed)));
  }

  /** Expired credit leaves, with one entry. */
  AccountRow takeLapsed(long amount) {
    return of(
        granted - amount,
        posted,
        leased,
        overrun,
        claimed - amount,
        expiring,
        lapsed - amount,
        entries + 1);
  }

  /** As it was at another time. */
  AccountRow withAmounts(JdbcMovementRows.Amounts then) {
    return of(
        then.granted(),
        then.posted(),
        then.leased(),
        then.overrun(),
        then.claimed(),
        then.expiring(),
        then.lapsed(),
        entries);
  }

  private AccountRow of(
      long nowGranted,
      long nowPosted,
      long nowLeased,
      long nowOverrun,
      long nowClaimed,
      long nowExpiring,
      long nowLapsed,
      long nowEntries) {
    return new AccountRow(
        id,
        owner,
        nowGranted,
        nowPosted,
        nowLeased,
        nowOverrun,
        nowClaimed,
        nowExpiring,
        nowLapsed,
        state,
        nowEntries,
        darkCeiling,
        writtenOff);
  }

  /** Lease of a condemned replica comes home; what was spent of it unseen is within the ceiling. */
  AccountRow condemn(long lease) {
    return lease(-lease).uncover(lease);
  }

  /** The most that was spent unseen rises. */
  AccountRow uncover(long amount) {
    return unseen(Math.addExact(darkCeiling, amount), writtenOff);
  }

  AccountRow writeOff(long amount) {
    return unseen(darkCeiling, Math.addExact(writtenOff, amount));
  }

  private AccountRow unseen(long nowDarkCeiling, long nowWrittenOff) {
    return new AccountRow(
        id,
        owner,
        granted,
        posted,
        leased,
        overrun,
        claimed,
        expiring,
        lapsed,
        state,
        entries,
        nowDarkCeiling,
        nowWrittenOff);
  }
}
