package dev.tollgate.ledger.credits;

/**
 * What a path lacks on one of its accounts.
 *
 * @param total the cumulative total that the replica wants to reach
 * @param exactShortfall what a request lacks; with 0 the total asks for free lease, to be held by
 *     requests to come, and a total that is known to be granted only for the account's state
 */
public record Want(String account, long total, long exactShortfall) {
  boolean asksForFreeLease() {
    return exactShortfall == 0 && total > 0;
  }
}
