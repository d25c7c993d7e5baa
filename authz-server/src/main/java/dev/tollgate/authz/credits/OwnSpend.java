package dev.tollgate.authz.credits;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.pricing.ByokFee;

/**
 * What a request may cost that is sent with a key of the caller's own: on the caller's account at
 * the provider, but for the fee.
 *
 * @param owner whose key it is
 * @param spendNanocredits a true upper bound of its price in the book, 0 or more
 * @param fee of that price
 */
public record OwnSpend(OwnKey.Owner owner, long spendNanocredits, ByokFee fee) {}
