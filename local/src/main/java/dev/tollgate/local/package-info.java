/** The whole system on one machine. */
@NullMarked
package dev.tollgate.local;

import org.jspecify.annotations.NullMarked;
