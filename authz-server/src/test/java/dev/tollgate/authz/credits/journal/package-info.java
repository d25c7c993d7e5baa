/** Tests of the journal. */
@NullMarked
package dev.tollgate.authz.credits.journal;

import org.jspecify.annotations.NullMarked;
