/**
 * {@code authz-server envoy config}: Envoy's configuration from authz-server's own, so that what
 * both must agree on (providers, sockets, the usage log, how long a request may take) stands in one
 * file. Main type: {@link dev.tollgate.authz.envoyconfig.EnvoyConfigCommand}.
 */
@NullMarked
package dev.tollgate.authz.envoyconfig;

import org.jspecify.annotations.NullMarked;
