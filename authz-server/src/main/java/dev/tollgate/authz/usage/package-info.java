/**
 * Reads what requests used from Envoy's usage log and settles it: every line at least once and in
 * order, none skipped, and after a crash of either side from where the last settlement stood.
 * docs/reference/usage-log.md says what happens in every case. Main type: {@link
 * dev.tollgate.authz.usage.UsageLog}.
 */
@NullMarked
package dev.tollgate.authz.usage;

import org.jspecify.annotations.NullMarked;
