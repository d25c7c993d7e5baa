/** Tests of {@link dev.tollgate.authz.envoyconfig}. */
@NullMarked
package dev.tollgate.authz.envoyconfig;

import org.jspecify.annotations.NullMarked;
