package dev.tollgate.authz.credits;

/** The answer to a {@link HoldRequest}. */
public sealed interface HoldOutcome {
  /** The ledger has not told it yet, and nothing had to be asked of it. */
  long BALANCE_UNKNOWN = Long.MIN_VALUE;

  /**
   * Held and journaled: the answer may leave.
   *
   * @param holdNanocredits what is held: the bound, or less where the payer has room to spare
   * @param balanceNanocredits granted minus posted of the wallet at admission, or {@link
   *     #BALANCE_UNKNOWN}
   */
  record Admitted(ReservationId reservation, long holdNanocredits, long balanceNanocredits)
      implements HoldOutcome {}

  /** Not with the money there is, even if every lease came home unspent. */
  record Insufficient(String account, long balanceNanocredits, long holdNanocredits)
      implements HoldOutcome {}

  /** The credit exists but is held by requests in flight. */
  record InFlight(String account) implements HoldOutcome {}

  /** The ledger cannot be reached, the session ran out, or the journal does not take records. */
  record Unavailable(String reason) implements HoldOutcome {}
}
