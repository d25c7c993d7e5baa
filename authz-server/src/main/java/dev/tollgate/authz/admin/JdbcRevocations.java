package dev.tollgate.authz.admin;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What was revoked, by which change, and what replicas have said of it. */
final class JdbcRevocations {
  private static final String KEY =
      """
      SELECT 'key' AS kind, key_id AS subject, organization_id, CASE WHEN revoked_at IS NULL THEN 'active' ELSE 'revoked' END AS effect,
        revoked_at AS at, revoked_by AS by, revoked_reason AS reason
      FROM authz.api_key WHERE key_id = :subject
      """;
  private static final String USER =
      """
      SELECT 'user' AS kind, u.id AS subject, u.organization_id, u.status AS effect, e.at, e.actor AS by, NULL AS reason
      FROM authz.app_user u LEFT JOIN LATERAL (
        SELECT at, actor FROM authz.audit_event
        WHERE subject = u.id AND action = 'user.' || u.status ORDER BY id DESC LIMIT 1) e ON true
      WHERE u.id = :subject
      """;
  private static final String ORGANIZATION =
      """
      SELECT 'organization' AS kind, o.id AS subject, o.id AS organization_id, o.status AS effect, e.at, e.actor AS by, NULL AS reason
      FROM authz.organization o LEFT JOIN LATERAL (
        SELECT at, actor FROM authz.audit_event
        WHERE subject = o.slug AND action = 'organization.' || o.status ORDER BY id DESC LIMIT 1) e ON true
      WHERE o.slug = :subject
      """;
  private static final String CHANGE =
      """
      SELECT n, at FROM authz.change_log
      WHERE kind = :kind AND subject = :subject AND effect = :effect ORDER BY n DESC LIMIT 1
      """;
  private static final String REPLICAS =
      """
      SELECT id, host, started_at, begun_at_change, stale_max_millis, seen_at, stopped_at,
        (SELECT min(applied_at) FROM authz.change_applied WHERE replica = id AND n >= :n) AS applied_at
      FROM authz.replica ORDER BY host, started_at
      """;

  private final Jdbi jdbi;

  JdbcRevocations(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  Optional<Revoked> key(String keyId) {
    return find(KEY, keyId);
  }

  Optional<Revoked> user(String id) {
    return find(USER, id);
  }

  Optional<Revoked> organization(String slug) {
    return find(ORGANIZATION, slug);
  }

  private Optional<Revoked> find(String sql, String subject) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(sql)
            .bind("subject", subject)
            .map((rows, context) -> revoked(rows))
            .findOne());
  }

  private static Revoked revoked(ResultSet rows) throws SQLException {
    return new Revoked(
        rows.getString("kind"),
        rows.getString("subject"),
        rows.getString("organization_id"),
        rows.getString("effect"),
        JdbcTimes.instantOrNull(rows, "at"),
        orEmpty(rows.getString("by")),
        orEmpty(rows.getString("reason")));
  }

  /** The newest change that did this; empty if the log does not have it any more. */
  Optional<Revoked.Change> change(Revoked revoked) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(CHANGE)
            .bind("kind", revoked.kind())
            .bind("subject", revoked.subject())
            .bind("effect", revoked.effect())
            .map((rows, context) ->
                new Revoked.Change(rows.getLong("n"), JdbcTimes.instant(rows, "at")))
            .findOne());
  }

  /** The database's clock. */
  Instant now() {
    return jdbi.withHandle(handle ->
        handle
            .createQuery("SELECT clock_timestamp() AS now")
            .map((rows, context) -> JdbcTimes.instant(rows, "now"))
            .one());
  }

  /** All replicas, with when they applied the change with a number. */
  List<Reach.Replica> replicas(long n) {
    return jdbi.withHandle(handle ->
        handle.createQuery(REPLICAS).bind("n", n).map((rows, context) -> replica(rows)).list());
  }

  private static Reach.Replica replica(ResultSet rows) throws SQLException {
    return new Reach.Replica(
        rows.getObject("id", UUID.class),
        rows.getString("host"),
        JdbcTimes.instant(rows, "started_at"),
        rows.getLong("begun_at_change"),
        Duration.ofMillis(rows.getLong("stale_max_millis")),
        JdbcTimes.instant(rows, "seen_at"),
        JdbcTimes.instantOrNull(rows, "stopped_at"),
        JdbcTimes.instantOrNull(rows, "applied_at"));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
