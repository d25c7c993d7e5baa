/** Envoy's administration as a hand-written server on a real socket. */
@NullMarked
package dev.tollgate.authz.usage.envoy;

import org.jspecify.annotations.NullMarked;
