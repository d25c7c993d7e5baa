/**
 * Whether a request can be paid for: holds against leases, kept in the journal.
 * docs/reference/leases.md is the protocol.
 */
@NullMarked
package dev.tollgate.authz.credits;

import org.jspecify.annotations.NullMarked;
