/**
 * What a call costs in Envoy's filter chain: real Envoys beside each other, from a bare one to the
 * reference configuration, driven over HTTP. Figures are printed and never judged; main type {@link
 * dev.tollgate.bench.chain.ChainBenchmark}.
 */
@NullMarked
package dev.tollgate.bench.chain;

import org.jspecify.annotations.NullMarked;
