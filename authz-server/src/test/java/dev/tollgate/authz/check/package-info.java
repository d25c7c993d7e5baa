/** Tests of {@link dev.tollgate.authz.check}. */
@NullMarked
package dev.tollgate.authz.check;

import org.jspecify.annotations.NullMarked;
