/**
 * The lease protocol of docs/reference/leases.md as a model that is searched through: every state
 * that its bounds allow is visited and every invariant is checked in it. Main type: {@link
 * dev.tollgate.ledger.model.Main}. Uses nothing of the ledger: what is checked is the protocol.
 */
@NullMarked
package dev.tollgate.ledger.model;

import org.jspecify.annotations.NullMarked;
