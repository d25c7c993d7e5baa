package dev.tollgate.authz.credits;

/** A wallet as the ledger knows it; what is held in flight is still part of the balance. */
public record AccountBalance(long grantedNanocredits, long postedNanocredits) {
  public static final AccountBalance NONE = new AccountBalance(0, 0);

  public long balanceNanocredits() {
    return grantedNanocredits - postedNanocredits;
  }
}
