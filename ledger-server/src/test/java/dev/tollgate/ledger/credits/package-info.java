/** Tests of accounts, leases and charges, on real PostgreSQL. */
@NullMarked
package dev.tollgate.ledger.credits;

import org.jspecify.annotations.NullMarked;
