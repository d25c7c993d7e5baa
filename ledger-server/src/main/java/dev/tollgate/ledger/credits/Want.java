package dev.tollgate.ledger.credits;

/**
 * What a path lacks on one of its accounts.
 *
 * @param total the cumulative total that the replica wants to reach
 * @param exactShortfall the least that must be granted; 0 only asks for the account's state
 */
public record Want(String account, long total, long exactShortfall) {}
