/**
 * What pricing looks like on the wire: both servers translate by the same functions. Main type:
 * {@link dev.tollgate.pricing.wire.PriceProtos}.
 */
@NullMarked
package dev.tollgate.pricing.wire;

import org.jspecify.annotations.NullMarked;
