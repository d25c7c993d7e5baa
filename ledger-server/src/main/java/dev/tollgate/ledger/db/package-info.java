/** Transactions on PostgreSQL. Main type: {@link dev.tollgate.ledger.db.Transactions}. */
@NullMarked
package dev.tollgate.ledger.db;

import org.jspecify.annotations.NullMarked;
