/** Tests of the ledger over gRPC. */
@NullMarked
package dev.tollgate.ledger.api;

import org.jspecify.annotations.NullMarked;
