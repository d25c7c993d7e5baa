/** What URLs and settings become. The real Envoy judges the whole in {@code local}. */
@NullMarked
package dev.tollgate.envoy;

import org.jspecify.annotations.NullMarked;
