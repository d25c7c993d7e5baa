/**
 * The chart, as helm renders it, before what will read it: Kubernetes' schemas, both servers,
 * Envoy.
 */
@NullMarked
package dev.tollgate.helm;

import org.jspecify.annotations.NullMarked;
