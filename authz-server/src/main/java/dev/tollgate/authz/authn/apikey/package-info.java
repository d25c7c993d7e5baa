/**
 * Keys of our making: their form, which refuses forgeries without a lookup, and what is remembered
 * of them. Main type: {@link dev.tollgate.authz.authn.apikey.ApiKeyAuthenticator}.
 */
@NullMarked
package dev.tollgate.authz.authn.apikey;

import org.jspecify.annotations.NullMarked;
