/**
 * What happens to credit, as it happens, from whichever ledger-server did it. Main type: {@link
 * dev.tollgate.ledger.watch.JdbcNews}.
 */
@NullMarked
package dev.tollgate.ledger.watch;

import org.jspecify.annotations.NullMarked;
