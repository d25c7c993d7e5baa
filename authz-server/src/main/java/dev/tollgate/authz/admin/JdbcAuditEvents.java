package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.AuditEvent;
import dev.tollgate.proto.admin.v1.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** The audit events as they are read; {@link JdbcAudit} writes them. */
final class JdbcAuditEvents {
  private final Jdbi jdbi;

  JdbcAuditEvents(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /**
   * Events of the organizations that the caller sees, newest first. Where somebody outside its
   * organization called from, it is not told.
   *
   * @param after behind that event, unless it is 0
   */
  List<AuditEvent> list(Caller caller, AuditFilter filter, long after, int limit) {
    var sql =
        """
        SELECT e.id, e.at, e.actor, e.action, e.subject,
          coalesce(e.organization_id, '') AS organization_id, coalesce(o.slug, '') AS slug,
          coalesce(CASE WHEN :own::text IS NULL OR a.organization_id = :own THEN e.remote_address END, '') AS remote_address,
          e.detail ->> 'code' AS code, e.detail ->> 'reason' AS reason, e.detail ->> 'unrecorded' AS unrecorded
        FROM authz.audit_event e
          LEFT JOIN authz.organization o ON o.id = e.organization_id
          LEFT JOIN authz.api_key a ON a.key_id = e.actor
        WHERE (:own::text IS NULL OR e.organization_id = :own)
          AND (:organization::text IS NULL OR e.organization_id = :organization)
          AND (:subject = '' OR e.subject = :subject)
          AND (:actor = '' OR e.actor = :actor)
          AND (:action = '' OR e.action = :action)
          AND (:since::timestamptz IS NULL OR e.at >= :since)
          AND (:until::timestamptz IS NULL OR e.at < :until)
          AND (:after = 0 OR (e.at, e.id) < (SELECT at, id FROM authz.audit_event WHERE id = :after))
        ORDER BY e.at DESC, e.id DESC LIMIT :limit
        """;
    return jdbi.withHandle(handle ->
        handle
            .createQuery(sql)
            .bind("own", caller.organizationId())
            .bind("organization", filter.organizationId())
            .bind("subject", filter.subject())
            .bind("actor", filter.actor())
            .bind("action", filter.action())
            .bind("since", JdbcTimes.orNull(filter.since()))
            .bind("until", JdbcTimes.orNull(filter.until()))
            .bind("after", after)
            .bind("limit", limit)
            .map((rows, context) -> event(rows))
            .list());
  }

  /** Whether there is an event of this number that the caller sees. */
  boolean exists(Caller caller, long id) {
    var sql =
        """
        SELECT EXISTS (SELECT FROM authz.audit_event
          WHERE id = :id AND (:own::text IS NULL OR organization_id = :own))
        """;
    return jdbi.withHandle(handle ->
        handle
            .createQuery(sql)
            .bind("id", id)
            .bind("own", caller.organizationId())
            .mapTo(Boolean.class)
            .one());
  }

  private static AuditEvent event(ResultSet rows) throws SQLException {
    var event =
        AuditEvent.newBuilder()
            .setEventId(rows.getString("id"))
            .setAt(Issuing.timestamp(JdbcTimes.instant(rows, "at")))
            .setActor(rows.getString("actor"))
            .setAction(rows.getString("action"))
            .setSubject(rows.getString("subject"))
            .setOrganization(rows.getString("slug"))
            .setOrganizationId(rows.getString("organization_id"))
            .setRemoteAddress(rows.getString("remote_address"));
    if (rows.getString("action").equals(JdbcRefusals.ACTION)) {
      event.setRefusal(
          Refusal.newBuilder()
              .setCode(rows.getString("code"))
              .setReason(rows.getString("reason"))
              .setUnrecorded(rows.getLong("unrecorded")));
    }
    return event.build();
  }
}
