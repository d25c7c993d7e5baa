/**
 * What it takes to follow the usage log: the real reader over a real file, with a lease book that
 * only counts. Figures are printed and never judged; main type {@link
 * dev.tollgate.bench.tail.TailBenchmark}.
 */
@NullMarked
package dev.tollgate.bench.tail;

import org.jspecify.annotations.NullMarked;
