/**
 * Charges as files for other programs: the same columns in each format, a charge a row. Main type:
 * {@link dev.tollgate.export.ExportFormat}.
 */
@NullMarked
package dev.tollgate.export;

import org.jspecify.annotations.NullMarked;
