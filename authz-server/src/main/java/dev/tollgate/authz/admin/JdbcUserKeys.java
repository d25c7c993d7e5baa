package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Keys, their users and organizations in schema {@code authz}; an audit event in every transaction.
 */
final class JdbcUserKeys {
  private final Jdbi jdbi;

  JdbcUserKeys(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /**
   * Stores a key; makes the default organization and the user if they are not there yet.
   *
   * @param slug of a new user's organization, the default one if empty; an existing user's if it
   *     says one
   */
  NewKey.Outcome create(NewKey key, String userId, String slug) {
    return jdbi.inTransaction(handle -> {
      var before = userOrganization(handle, userId);
      var organization =
          before.isPresent() && slug.isEmpty()
              ? before
              : JdbcOrganizations.id(handle, key.creator(), slug, key.createdAt());
      if (organization.isEmpty()) {
        return new NewKey.Outcome.NoSuchOrganization();
      }
      var id = organization.get();
      if (before.isPresent() && (!before.get().equals(id) || !key.creator().sees(id))) {
        return new NewKey.Outcome.OtherOrganization(slug(handle, before.get()));
      }
      insertUser(handle, userId, id, key.createdAt());
      var limit = JdbcKeyLimits.reachedByUser(handle, userId, id, key.createdAt());
      if (limit.isPresent()) {
        return new NewKey.Outcome.TooMany(limit.getAsInt(), plan(handle, id));
      }
      JdbcKeys.insert(handle, key, userId, id);
      return new NewKey.Outcome.Created(
          JdbcKeys.find(handle, key.creator(), JdbcKeys.USERS, key.keyId()).orElseThrow());
    });
  }

  /** Newest first; those after a key if {@code after} is not empty. */
  List<StoredKey> list(Caller caller, String userId, String after, int limit) {
    return jdbi.withHandle(
        handle -> JdbcKeys.list(handle, caller, JdbcKeys.USERS, userId, "", after, limit));
  }

  /** How many keys {@link #list} has on all pages. */
  long count(Caller caller, String userId) {
    return jdbi.withHandle(handle -> JdbcKeys.count(handle, caller, JdbcKeys.USERS, userId, ""));
  }

  Optional<StoredKey> find(Caller caller, String keyId) {
    return jdbi.withHandle(handle -> JdbcKeys.find(handle, caller, JdbcKeys.USERS, keyId));
  }

  /** Revokes for good; repeating it changes nothing. Empty if there is no such key. */
  Optional<StoredKey> revoke(Caller caller, String keyId, String reason, Instant now) {
    return jdbi.inTransaction(handle -> {
      JdbcRevocation.revoke(handle, caller, keyId, JdbcKeys.USERS, reason, now);
      return JdbcKeys.find(handle, caller, JdbcKeys.USERS, keyId);
    });
  }

  private static String slug(Handle handle, String organizationId) {
    return handle
        .createQuery("SELECT slug FROM authz.organization WHERE id = :id")
        .bind("id", organizationId)
        .mapTo(String.class)
        .one();
  }

  private static String plan(Handle handle, String organizationId) {
    return handle
        .createQuery("SELECT plan FROM authz.organization WHERE id = :id")
        .bind("id", organizationId)
        .mapTo(String.class)
        .one();
  }

  private static Optional<String> userOrganization(Handle handle, String userId) {
    return handle
        .createQuery("SELECT organization_id FROM authz.app_user WHERE id = :id")
        .bind("id", userId)
        .mapTo(String.class)
        .findOne();
  }

  private static void insertUser(Handle handle, String userId, String organizationId, Instant now) {
    var sql =
        """
        INSERT INTO authz.app_user (id, organization_id, created_at, updated_at)
        VALUES (:id, :organization, :now, :now) ON CONFLICT (id) DO NOTHING
        """;
    handle
        .createUpdate(sql)
        .bind("id", userId)
        .bind("organization", organizationId)
        .bind("now", JdbcTimes.of(now))
        .execute();
  }
}
