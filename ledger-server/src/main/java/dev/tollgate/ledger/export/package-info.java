/**
 * Days of charges as files, written by a timer and before retention may drop them. Main type:
 * {@link dev.tollgate.ledger.export.DayExports}.
 */
@NullMarked
package dev.tollgate.ledger.export;

import org.jspecify.annotations.NullMarked;
