/**
 * The log as files: followed from line to line through every replacement. Knows nothing of what
 * stands in a line. Main type: {@link dev.tollgate.authz.usage.log.LogTail}.
 */
@NullMarked
package dev.tollgate.authz.usage.log;

import org.jspecify.annotations.NullMarked;
