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
    GRANT(Contra.GIVEN),
    PURCHASE(Contra.GIVEN),
    REFILL(Contra.GIVEN),
    REFUND(Contra.GIVEN),
    WITHDRAWAL(Contra.GIVEN),
    ADJUSTMENT(Contra.GIVEN),
    EXPIRY(Contra.GIVEN),
    /** A window's limit was set, raised or lowered. */
    LIMIT(Contra.GIVEN),
    /** What another system had given, and what of it was used there. */
    OPENING(Contra.GIVEN),
    OPENING_USE(Contra.USED),
    CHARGE(Contra.USED),
    CORRECTION(Contra.USED);

    private final Contra contra;

    Kind(Contra contra) {
      this.contra = contra;
    }
  }

  /**
   * The platform's side. What windows are given and use is no money: it has accounts of its own.
   */
  private enum Contra {
    GIVEN("platform:grants", "platform:limits"),
    USED("platform:revenue", "platform:use");

    private final String ofWallets;
    private final String ofWindows;

    Contra(String ofWallets, String ofWindows) {
      this.ofWallets = ofWallets;
      this.ofWindows = ofWindows;
    }

    String of(String account) {
      return AccountRow.isWindow(account) ? ofWindows : ofWallets;
    }
  }

  /** The account's next entry; {@code before} is the account before it. */
  static Entry next(AccountRow before, Kind kind, long amount, String cause) {
    return new Entry(
        before.id(),
        before.entries() + 1,
        kind,
        amount,
        kind.contra.of(before.id()),
        before.balance(),
        before.balance() + amount,
        cause);
  }
}
