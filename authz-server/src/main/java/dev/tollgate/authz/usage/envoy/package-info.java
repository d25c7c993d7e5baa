/**
 * Asks the Envoy that writes the usage log how it is, on its administration. Main type: {@link
 * dev.tollgate.authz.usage.envoy.EnvoyAdmin}.
 */
@NullMarked
package dev.tollgate.authz.usage.envoy;

import org.jspecify.annotations.NullMarked;
