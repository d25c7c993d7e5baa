package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Revokes keys of any family. */
final class JdbcRevocation {
  private JdbcRevocation() {}

  /** Revokes a key for good, unless it is of another family or revoked already. */
  static void revoke(
      Handle handle, String keyId, List<String> families, String reason, Instant now) {
    var sql =
        """
        UPDATE authz.api_key SET revoked_at = :now, revoked_by = :actor, revoked_reason = :reason
        WHERE key_id = :key AND family = ANY (:families) AND revoked_at IS NULL
        RETURNING organization_id
        """;
    var organization =
        handle
            .createQuery(sql)
            .bind("now", JdbcTimes.of(now))
            .bind("actor", JdbcAudit.ACTOR)
            .bind("reason", reason)
            .bind("key", keyId)
            .bindArray("families", String.class, families)
            .mapTo(String.class)
            .findOne();
    organization.ifPresent(id -> JdbcAudit.write(handle, "key.revoked", keyId, id, now));
  }
}
