/**
 * Envoy's configuration from the template in {@code envoy/}. Main type: {@link
 * dev.tollgate.local.envoy.EnvoyBootstrap}.
 */
@NullMarked
package dev.tollgate.local.envoy;

import org.jspecify.annotations.NullMarked;
