package dev.tollgate.authz.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which audit events are asked for. All that is given holds together; null and empty restrict
 * nothing.
 *
 * @param since the first moment
 * @param until the first moment no more
 */
record AuditFilter(
    @Nullable String organizationId,
    String subject,
    String actor,
    String action,
    @Nullable Instant since,
    @Nullable Instant until) {}
