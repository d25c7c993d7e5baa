package dev.tollgate.authz.admin;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who changed what: an event in every transaction that changes something. */
final class JdbcAudit {
  /** The one credential that the admin service knows. */
  static final String ACTOR = "bootstrap-admin";

  private JdbcAudit() {}

  static void write(
      Handle handle, String action, String subject, @Nullable String organizationId, Instant now) {
    var sql =
        """
        INSERT INTO authz.audit_event (at, actor, action, subject, organization_id)
        VALUES (:at, :actor, :action, :subject, :organization)
        """;
    handle
        .createUpdate(sql)
        .bind("at", JdbcTimes.of(now))
        .bind("actor", ACTOR)
        .bind("action", action)
        .bind("subject", subject)
        .bind("organization", organizationId)
        .execute();
  }
}
