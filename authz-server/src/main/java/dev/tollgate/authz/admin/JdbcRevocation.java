package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Revokes keys of any family. */
final class JdbcRevocation {
  private JdbcRevocation() {}

  /**
   * Revokes a key for good, unless it is of another family, or not the caller's to see, or revoked
   * already.
   */
  static void revoke(
      Handle handle,
      Caller caller,
      String keyId,
      List<String> families,
      String reason,
      Instant now) {
    var sql =
        """
        UPDATE authz.api_key SET revoked_at = :now, revoked_by = :actor, revoked_reason = :reason
        WHERE key_id = :key AND family = ANY (:families) AND revoked_at IS NULL
          AND (:organization::text IS NULL OR organization_id = :organization)
        RETURNING organization_id
        """;
    var organization =
        handle
            .createQuery(sql)
            .bind("now", JdbcTimes.of(now))
            .bind("actor", caller.actor())
            .bind("organization", caller.organizationId())
            .bind("reason", reason)
            .bind("key", keyId)
            .bindArray("families", String.class, families)
            .mapTo(String.class)
            .findOne();
    organization.ifPresent(id -> JdbcAudit.write(handle, caller, "key.revoked", keyId, id, now));
  }
}
