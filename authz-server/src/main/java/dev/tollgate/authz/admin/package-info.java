/**
 * What operators may do: keys here, money at the ledger. Every method takes an admin credential.
 * Main type: {@link dev.tollgate.authz.admin.Admin}.
 */
@NullMarked
package dev.tollgate.authz.admin;

import org.jspecify.annotations.NullMarked;
