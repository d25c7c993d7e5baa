/** Tests of {@link dev.tollgate.authz.sealing}. */
@NullMarked
package dev.tollgate.authz.sealing;

import org.jspecify.annotations.NullMarked;
