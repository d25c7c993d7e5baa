package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/**
 * How many active keys one owner may have: an organization of its own, or a user. The organization
 * says it, else its plan. A key that another one is about to replace does not count.
 */
final class JdbcKeyLimits {
  private static final String ACTIVE =
      """
      SELECT count(*) FROM authz.api_key
      WHERE revoked_at IS NULL AND replaced_by IS NULL AND (expires_at IS NULL OR expires_at > :now)
      """;

  private JdbcKeyLimits() {}

  /**
   * The limit, if the organization's own keys have reached it. Until the transaction ends nobody
   * else can make one, so that two at once do not both pass.
   */
  static OptionalInt reachedByOrganization(Handle handle, String id, Instant now) {
    handle.execute("SELECT 1 FROM authz.organization WHERE id = ? FOR UPDATE", id);
    return reached(
        handle, id, id, ACTIVE + "AND organization_id = :owner AND user_id IS NULL", now);
  }

  /** The same of a user's keys. */
  static OptionalInt reachedByUser(
      Handle handle, String userId, String organizationId, Instant now) {
    handle.execute("SELECT 1 FROM authz.app_user WHERE id = ? FOR UPDATE", userId);
    return reached(handle, organizationId, userId, ACTIVE + "AND user_id = :owner", now);
  }

  private static OptionalInt reached(
      Handle handle, String organizationId, String owner, String count, Instant now) {
    var sql =
        """
        SELECT coalesce(o.max_api_keys, p.max_api_keys) FROM authz.organization o JOIN authz.plan p ON p.id = o.plan
        WHERE o.id = :id AND coalesce(o.max_api_keys, p.max_api_keys) IS NOT NULL
        """;
    var limit = handle.createQuery(sql).bind("id", organizationId).mapTo(Integer.class).findOne();
    if (limit.isEmpty()) {
      return OptionalInt.empty();
    }
    int active =
        handle
            .createQuery(count)
            .bind("owner", owner)
            .bind("now", JdbcTimes.of(now))
            .mapTo(Integer.class)
            .one();
    return active < limit.get() ? OptionalInt.empty() : OptionalInt.of(limit.get());
  }
}
