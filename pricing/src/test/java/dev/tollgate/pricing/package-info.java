/** Sums worked by hand, and what prices refuse. */
@NullMarked
package dev.tollgate.pricing;

import org.jspecify.annotations.NullMarked;
