package dev.tollgate.authz.admin;

import java.time.InstantSource;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Whether somebody else than the bootstrap key can administer the platform. */
final class JdbcPlatformKeys {
  private static final String EXISTS =
      """
      SELECT EXISTS (
        SELECT FROM authz.api_key k JOIN authz.organization o ON o.id = k.organization_id
        LEFT JOIN authz.app_user u ON u.id = k.user_id
        WHERE k.permissions @> ARRAY['platform:*'] AND k.revoked_at IS NULL
          AND coalesce(least(k.expires_at, k.overlap_ends_at) > :now, true)
          AND o.status = 'active' AND coalesce(u.status, 'active') = 'active')
      """;

  private final Jdbi jdbi;
  private final InstantSource clock;

  JdbcPlatformKeys(DataSource database, InstantSource clock) {
    this.jdbi = Jdbi.create(database);
    this.clock = clock;
  }

  /** Blocks; throws if the database cannot be asked. */
  boolean exist() {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(EXISTS)
            .bind("now", JdbcTimes.of(clock.instant()))
            .mapTo(Boolean.class)
            .one());
  }
}
