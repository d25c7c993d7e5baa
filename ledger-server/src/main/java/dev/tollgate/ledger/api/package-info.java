/**
 * The ledger over gRPC: who may call, what is well-formed, and which status each outcome has. Main
 * type: {@link dev.tollgate.ledger.api.LedgerApi}.
 */
@NullMarked
package dev.tollgate.ledger.api;

import org.jspecify.annotations.NullMarked;
