/** Tests of {@link dev.tollgate.authz.answers}. */
@NullMarked
package dev.tollgate.authz.answers;

import org.jspecify.annotations.NullMarked;
