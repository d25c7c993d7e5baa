/**
 * The replica's journal: append-only files that survive the kill of the process
 * (docs/reference/leases.md, "Journal"). A file per event loop with one writer each, and one for
 * the stream to the ledger. Main type: {@link dev.tollgate.authz.credits.journal.Journal}.
 */
@NullMarked
package dev.tollgate.authz.credits.journal;

import org.jspecify.annotations.NullMarked;
