/**
 * What a Check costs: the real authz-server with its ledger and PostgreSQL, beside an empty
 * ext_authz server on the same executor. Figures are printed and never judged; main type {@link
 * dev.tollgate.bench.CheckBenchmark}.
 */
@NullMarked
package dev.tollgate.bench;

import org.jspecify.annotations.NullMarked;
