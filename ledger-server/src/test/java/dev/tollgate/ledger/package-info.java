/** Tests of the whole ledger-server. */
@NullMarked
package dev.tollgate.ledger;

import org.jspecify.annotations.NullMarked;
