/** Windows at the edges of calendars. */
@NullMarked
package dev.tollgate.pricing.window;

import org.jspecify.annotations.NullMarked;
