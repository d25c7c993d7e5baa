/** The server as a whole. */
@NullMarked
package dev.tollgate.authz;

import org.jspecify.annotations.NullMarked;
