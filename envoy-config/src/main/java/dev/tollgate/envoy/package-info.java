/**
 * Envoy's configuration from the templates in {@code envoy/} and the providers that requests go to.
 * It knows neither keys nor prices. Main type: {@link dev.tollgate.envoy.EnvoyBootstrap}.
 */
@NullMarked
package dev.tollgate.envoy;

import org.jspecify.annotations.NullMarked;
