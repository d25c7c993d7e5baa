/**
 * Charges as files for other programs: the same columns in each format, a charge a row. Main type:
 * {@link dev.tollgate.cli.export.ChargeFormat}.
 */
@NullMarked
package dev.tollgate.cli.export;

import org.jspecify.annotations.NullMarked;
