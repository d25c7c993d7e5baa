/** Proves that the wire loses nothing of pricing. */
@NullMarked
package dev.tollgate.pricing.wire;

import org.jspecify.annotations.NullMarked;
