package dev.tollgate.ledger.credits;

/**
 * One movement on one account: {@code amount} is added to it and taken from {@code contra}.
 *
 * @param cause the reservation, or the idempotency key of a movement
 */
record Entry(
    String account,
    long seq,
    Kind kind,
    long amount,
    String contra,
    long balanceBefore,
    long balanceAfter,
    String cause) {
  enum Kind {
    GRANT("platform:grants"),
    PURCHASE("platform:grants"),
    REFILL("platform:grants"),
    REFUND("platform:grants"),
    WITHDRAWAL("platform:grants"),
    ADJUSTMENT("platform:grants"),
    EXPIRY("platform:grants"),
    CHARGE("platform:revenue"),
    CORRECTION("platform:revenue");

    private final String contra;

    Kind(String contra) {
      this.contra = contra;
    }
  }

  /** The account's next entry; {@code before} is the account before it. */
  static Entry next(AccountRow before, Kind kind, long amount, String cause) {
    return new Entry(
        before.id(),
        before.entries() + 1,
        kind,
        amount,
        kind.contra,
        before.balance(),
        before.balance() + amount,
        cause);
  }
}
