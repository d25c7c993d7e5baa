/**
 * The tables of another system, read as they are: out of a live PostgreSQL or of CSV files,
 * whatever their columns are called. Changes nothing there. Main types: {@link
 * dev.tollgate.cli.oldtables.OldTables} and {@link dev.tollgate.cli.oldtables.Translation}.
 */
@NullMarked
package dev.tollgate.cli.oldtables;

import org.jspecify.annotations.NullMarked;
