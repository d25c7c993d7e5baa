/**
 * Who is calling: credentials become principals or refusals. Main type: {@link
 * dev.tollgate.authz.authn.Authenticator}.
 */
@NullMarked
package dev.tollgate.authz.authn;

import org.jspecify.annotations.NullMarked;
