/** Tests of {@link dev.tollgate.authz.providers}. */
@NullMarked
package dev.tollgate.authz.providers;

import org.jspecify.annotations.NullMarked;
