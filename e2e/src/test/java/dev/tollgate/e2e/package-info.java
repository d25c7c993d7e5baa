/** User stories through the real processes: Envoy, both servers, PostgreSQL, the mock upstream. */
@NullMarked
package dev.tollgate.e2e;

import org.jspecify.annotations.NullMarked;
