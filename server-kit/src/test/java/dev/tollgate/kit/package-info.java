/** Who may import whom. */
@NullMarked
package dev.tollgate.kit;

import org.jspecify.annotations.NullMarked;
