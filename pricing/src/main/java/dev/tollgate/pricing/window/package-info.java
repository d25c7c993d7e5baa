/**
 * Calendar windows of budgets and quotas, and the ids of the accounts that they are: both servers
 * and every replica name a window by the same functions. Main type: {@link
 * dev.tollgate.pricing.window.WindowAccount}.
 */
@NullMarked
package dev.tollgate.pricing.window;

import org.jspecify.annotations.NullMarked;
