/**
 * What a request may cost and what it did cost. Pure functions over integers. Main type: {@link
 * dev.tollgate.pricing.Pricing}.
 */
@NullMarked
package dev.tollgate.pricing;

import org.jspecify.annotations.NullMarked;
