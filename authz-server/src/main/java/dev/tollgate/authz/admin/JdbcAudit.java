package dev.tollgate.authz.admin;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who changed what: an event in every transaction that changes something. */
final class JdbcAudit {
  private JdbcAudit() {}

  static void write(
      Handle handle,
      Caller caller,
      String action,
      String subject,
      @Nullable String organizationId,
      Instant now) {
    var sql =
        """
        INSERT INTO authz.audit_event (at, actor, action, subject, organization_id, remote_address)
        VALUES (:at, :actor, :action, :subject, :organization, nullif(:address, ''))
        """;
    handle
        .createUpdate(sql)
        .bind("at", JdbcTimes.of(now))
        .bind("actor", caller.actor())
        .bind("address", caller.address())
        .bind("action", action)
        .bind("subject", subject)
        .bind("organization", organizationId)
        .execute();
  }
}
