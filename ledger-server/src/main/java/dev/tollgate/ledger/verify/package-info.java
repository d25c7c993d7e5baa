/**
 * Proves the books: recomputes what the rows claim from entries and charges. Main type: {@link
 * dev.tollgate.ledger.verify.JdbcVerification}.
 */
@NullMarked
package dev.tollgate.ledger.verify;

import org.jspecify.annotations.NullMarked;
