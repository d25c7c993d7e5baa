package dev.tollgate.ledger.credits;

/** A replica's lease on one account. */
record LeaseRow(String account, long grantedTotal, long returnedTotal, long outstanding) {
  static LeaseRow none(String account) {
    return new LeaseRow(account, 0, 0, 0);
  }

  LeaseRow grant(long amount) {
    return new LeaseRow(account, grantedTotal + amount, returnedTotal, outstanding + amount);
  }

  LeaseRow take(long amount) {
    return new LeaseRow(account, grantedTotal, returnedTotal, outstanding - amount);
  }

  LeaseRow giveBack(long amount) {
    return new LeaseRow(account, grantedTotal, returnedTotal + amount, outstanding - amount);
  }
}
