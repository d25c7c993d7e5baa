/** Tests of price files and publications. */
@NullMarked
package dev.tollgate.ledger.prices;

import org.jspecify.annotations.NullMarked;
