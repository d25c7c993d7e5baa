/** Keys against a real PostgreSQL. */
@NullMarked
package dev.tollgate.authz.authn.apikey;

import org.jspecify.annotations.NullMarked;
