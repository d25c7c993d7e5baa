/** Tests of the lease book against a real ledger on real PostgreSQL. */
@NullMarked
package dev.tollgate.authz.credits;

import org.jspecify.annotations.NullMarked;
