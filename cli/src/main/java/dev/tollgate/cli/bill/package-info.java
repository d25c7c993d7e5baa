/**
 * A provider's bill as a CSV file, whatever its columns are called, and how it compares with what
 * we know. Pure but for reading the file. Main types: {@link dev.tollgate.cli.bill.Bill} and {@link
 * dev.tollgate.cli.bill.Comparison}.
 */
@NullMarked
package dev.tollgate.cli.bill;

import org.jspecify.annotations.NullMarked;
