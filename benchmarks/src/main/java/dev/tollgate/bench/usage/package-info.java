/**
 * What questions and charges cost with millions of usage rows in the ledger: the real ledger-server
 * on a PostgreSQL that was filled with a history. Figures are printed and never judged, that the
 * books hold is; main type {@link dev.tollgate.bench.usage.UsageBenchmark}.
 */
@NullMarked
package dev.tollgate.bench.usage;

import org.jspecify.annotations.NullMarked;
