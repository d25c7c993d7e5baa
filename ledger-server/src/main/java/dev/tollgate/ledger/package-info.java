/** The ledger-server. Main type: {@code LedgerServer}. */
@NullMarked
package dev.tollgate.ledger;

import org.jspecify.annotations.NullMarked;
