package dev.tollgate.authz.admin;

import java.time.Instant;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Audit events of calls that changed nothing, because they were refused. */
final class JdbcRefusals {
  static final String ACTION = "call.refused";

  private final Jdbi jdbi;

  JdbcRefusals(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /**
   * Writes an event.
   *
   * @param call the method's name
   * @param reason what the caller is told
   * @param unrecorded how many such calls of the same key had none
   */
  void write(Caller caller, String call, String code, String reason, long unrecorded, Instant now) {
    var sql =
        """
        INSERT INTO authz.audit_event (at, actor, action, subject, organization_id, remote_address, detail)
        VALUES (:at, :actor, :action, :subject, :organization, nullif(:address, ''),
          jsonb_build_object('code', :code::text, 'reason', :reason::text, 'unrecorded', :unrecorded::bigint))
        """;
    jdbi.useHandle(handle ->
        handle
            .createUpdate(sql)
            .bind("at", JdbcTimes.of(now))
            .bind("actor", caller.actor())
            .bind("action", ACTION)
            .bind("subject", call)
            .bind("organization", caller.organizationId())
            .bind("address", caller.address())
            .bind("code", code)
            .bind("reason", reason)
            .bind("unrecorded", unrecorded)
            .execute());
  }
}
