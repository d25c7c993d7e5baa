/** Questions about charges. Main type: {@link dev.tollgate.ledger.usage.JdbcUsage}. */
@NullMarked
package dev.tollgate.ledger.usage;

import org.jspecify.annotations.NullMarked;
