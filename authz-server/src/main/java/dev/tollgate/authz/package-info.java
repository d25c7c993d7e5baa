/** The authz-server: what exists. Main type: {@link dev.tollgate.authz.AuthzServer}. */
@NullMarked
package dev.tollgate.authz;

import org.jspecify.annotations.NullMarked;
