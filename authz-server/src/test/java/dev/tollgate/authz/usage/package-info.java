/** Real files and a hand-written lease book and Envoy. Main type: {@link Scenario}. */
@NullMarked
package dev.tollgate.authz.usage;

import org.jspecify.annotations.NullMarked;
