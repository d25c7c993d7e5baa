/**
 * What a charge costs: the real ledger-server and its PostgreSQL, asked as replicas ask it, beside
 * interactive transactions on the same PostgreSQL. Figures are printed and never judged, that every
 * charge exists exactly once is; main type {@link dev.tollgate.bench.ledger.LedgerBenchmark}.
 */
@NullMarked
package dev.tollgate.bench.ledger;

import org.jspecify.annotations.NullMarked;
