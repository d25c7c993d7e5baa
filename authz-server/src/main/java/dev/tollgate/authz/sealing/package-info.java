/**
 * Secrets in the database, so that whoever has it alone has none of them. Each row has a data key
 * of its own, which a key-encryption key wraps that is kept elsewhere, and a ciphertext opens in
 * its own row only. Main type: {@link dev.tollgate.authz.sealing.Sealer}.
 */
@NullMarked
package dev.tollgate.authz.sealing;

import org.jspecify.annotations.NullMarked;
