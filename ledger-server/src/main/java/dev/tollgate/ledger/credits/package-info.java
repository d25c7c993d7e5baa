/**
 * Accounts, leases and charges: the ledger's half of docs/reference/leases.md. {@link
 * dev.tollgate.ledger.credits.Posting} decides what records do, {@link
 * dev.tollgate.ledger.credits.Granting} what leases are granted; {@link
 * dev.tollgate.ledger.credits.Ledger} does both in one transaction each.
 */
@NullMarked
package dev.tollgate.ledger.credits;

import org.jspecify.annotations.NullMarked;
