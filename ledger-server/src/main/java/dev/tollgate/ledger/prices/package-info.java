/**
 * Price books: versioned files become immutable rows, and rows the catalog. Main type: {@link
 * dev.tollgate.ledger.prices.JdbcPriceBooks}.
 */
@NullMarked
package dev.tollgate.ledger.prices;

import org.jspecify.annotations.NullMarked;
