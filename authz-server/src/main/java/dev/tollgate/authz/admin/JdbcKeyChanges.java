package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Changes of keys of every family. Each locks the key's row first, so that two at once follow one
 * another, and reaches replicas by the change log.
 */
final class JdbcKeyChanges {
  private final Jdbi jdbi;

  JdbcKeyChanges(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  Optional<StoredKey> find(Caller caller, String keyId) {
    return jdbi.withHandle(handle -> find(handle, caller, keyId));
  }

  /** Changes what a key is restricted to. Empty if there is no such key. */
  Optional<StoredKey> restrict(
      Caller caller, String keyId, Function<StoredKey, StoredRestrictions> change, Instant now) {
    return jdbi.inTransaction(handle -> {
      var key = lock(handle, caller, keyId);
      key.ifPresent(before -> {
        JdbcKeys.update(handle, keyId, change.apply(before));
        JdbcAudit.write(handle, caller, "key.updated", keyId, before.organizationId(), now);
      });
      return find(handle, caller, keyId);
    });
  }

  /**
   * Stores the key that takes over, and until when the old one works beside it.
   *
   * @param successor makes the new key of the old one
   */
  Rotation rotate(
      Caller caller,
      String keyId,
      Function<StoredKey, NewKey> successor,
      Instant overlapEnds,
      Instant now) {
    return jdbi.inTransaction(handle -> {
      var locked = lock(handle, caller, keyId);
      if (locked.isEmpty()) {
        return new Rotation.NoSuchKey();
      }
      var old = locked.get();
      var replaced = old.replaced();
      if (replaced != null) {
        return new Rotation.AlreadyReplaced(replaced.by());
      }
      if (!old.status(now).equals(StoredKey.ACTIVE)) {
        return new Rotation.NotActive(old.status(now));
      }
      var predecessor = workingPredecessor(handle, old, now);
      if (predecessor.isPresent()) {
        return new Rotation.Overlapping(predecessor.get());
      }
      var key = successor.apply(old);
      JdbcKeys.insert(handle, key, old.userId(), old.organizationId());
      replace(handle, keyId, key.keyId(), overlapEnds);
      JdbcAudit.write(handle, caller, "key.rotated", keyId, old.organizationId(), now);
      return new Rotation.Rotated(
          find(handle, caller, keyId).orElseThrow(),
          find(handle, caller, key.keyId()).orElseThrow());
    });
  }

  /** Ends the overlap of a key that was rotated, unless it has ended. Empty if there is no key. */
  Optional<StoredKey> close(Caller caller, String keyId, Instant now) {
    return jdbi.inTransaction(handle -> {
      var key = lock(handle, caller, keyId);
      key.map(StoredKey::replaced)
          .filter(replaced -> now.isBefore(replaced.overlapEndsAt()))
          .ifPresent(open -> {
            handle
                .createUpdate("UPDATE authz.api_key SET overlap_ends_at = :now WHERE key_id = :key")
                .bind("now", JdbcTimes.of(now))
                .bind("key", keyId)
                .execute();
            var organization = key.get().organizationId();
            JdbcAudit.write(handle, caller, "key.closed", keyId, organization, now);
          });
      return find(handle, caller, keyId);
    });
  }

  private static Optional<StoredKey> lock(Handle handle, Caller caller, String keyId) {
    handle.execute("SELECT 1 FROM authz.api_key WHERE key_id = ? FOR UPDATE", keyId);
    return find(handle, caller, keyId);
  }

  private static Optional<StoredKey> find(Handle handle, Caller caller, String keyId) {
    return JdbcKeys.find(handle, caller, JdbcKeys.ALL, keyId);
  }

  private static Optional<String> workingPredecessor(Handle handle, StoredKey key, Instant now) {
    var sql =
        """
        SELECT key_id FROM authz.api_key
        WHERE organization_id = :organization AND replaced_by = :key AND overlap_ends_at > :now AND revoked_at IS NULL
          AND (expires_at IS NULL OR expires_at > :now)
        """;
    return handle
        .createQuery(sql)
        .bind("organization", key.organizationId())
        .bind("key", key.keyId())
        .bind("now", JdbcTimes.of(now))
        .mapTo(String.class)
        .findFirst();
  }

  /** The new key gets the old one's limits too. */
  private static void replace(Handle handle, String oldId, String newId, Instant overlapEnds) {
    var limits =
        """
        UPDATE authz.api_key k SET rate_limit_per_minute = o.rate_limit_per_minute,
          monthly_request_limit = o.monthly_request_limit
        FROM authz.api_key o WHERE k.key_id = :new AND o.key_id = :old
        """;
    handle.createUpdate(limits).bind("new", newId).bind("old", oldId).execute();
    var replaced =
        "UPDATE authz.api_key SET replaced_by = :new, overlap_ends_at = :ends WHERE key_id = :old";
    handle
        .createUpdate(replaced)
        .bind("new", newId)
        .bind("old", oldId)
        .bind("ends", JdbcTimes.of(overlapEnds))
        .execute();
  }
}
