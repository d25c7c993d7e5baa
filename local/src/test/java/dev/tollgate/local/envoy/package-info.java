/** Envoy's configuration and scripts, in the real Envoy and under the real LuaJIT. */
@NullMarked
package dev.tollgate.local.envoy;

import org.jspecify.annotations.NullMarked;
