/**
 * The data path: Envoy asks whether a request may go upstream, and this package decides. It fails
 * closed: what is not understood, not answered in time or not paid for is refused, and every
 * refusal is a row of one table ({@link dev.tollgate.authz.check.Denial}). Envoy's messages stop at
 * {@code CheckMethod}: {@code QuestionReader} reads what they ask out of their bytes, {@code
 * Responder} writes the answers'. Main type: {@code CheckPipeline}; {@link
 * dev.tollgate.authz.check.Check} puts it together.
 */
@NullMarked
package dev.tollgate.authz.check;

import org.jspecify.annotations.NullMarked;
