/**
 * What operators and probes ask a server: metrics, liveness, readiness. Main type: {@link
 * dev.tollgate.kit.observe.ObserveServer}.
 */
@NullMarked
package dev.tollgate.kit.observe;

import org.jspecify.annotations.NullMarked;
