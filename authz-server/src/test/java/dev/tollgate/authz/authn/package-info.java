/** The promises of authn, tried. */
@NullMarked
package dev.tollgate.authz.authn;

import org.jspecify.annotations.NullMarked;
