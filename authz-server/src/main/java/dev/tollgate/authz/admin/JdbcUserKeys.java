package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Keys, their users and organizations in schema {@code authz}; an audit event in every transaction.
 */
final class JdbcUserKeys {
  private static final String COLUMNS =
      """
      key_id, name, prefix, permissions, created_at, last_used_at, expires_at, revoked_at, user_id, organization_id
      """;
  private static final RowMapper<StoredKey> KEY =
      (rows, context) ->
          new StoredKey(
              rows.getString("key_id"),
              rows.getString("name"),
              rows.getString("prefix"),
              List.of((String[]) rows.getArray("permissions").getArray()),
              JdbcTimes.instant(rows, "created_at"),
              JdbcTimes.instantOrNull(rows, "last_used_at"),
              JdbcTimes.instant(rows, "expires_at"),
              JdbcTimes.instantOrNull(rows, "revoked_at"),
              rows.getString("user_id"),
              rows.getString("organization_id"));

  private final Jdbi jdbi;

  JdbcUserKeys(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /** Stores a key; makes the default organization and the user if they are not there yet. */
  NewKey.Outcome create(NewKey key) {
    return jdbi.inTransaction(handle -> {
      var before = userOrganization(handle, key.userId());
      var organization =
          before.isPresent() && key.organizationSlug().isEmpty()
              ? before
              : JdbcOrganizations.id(
                  handle, key.creator(), key.organizationSlug(), key.createdAt());
      if (organization.isEmpty()) {
        return new NewKey.Outcome.NoSuchOrganization();
      }
      if (before.isPresent()
          && (!before.get().equals(organization.get()) || !key.creator().sees(before.get()))) {
        return new NewKey.Outcome.OtherOrganization(slug(handle, before.get()));
      }
      insertUser(handle, key, organization.get());
      var limit =
          JdbcKeyLimits.reachedByUser(handle, key.userId(), organization.get(), key.createdAt());
      if (limit.isPresent()) {
        return new NewKey.Outcome.TooMany(limit.getAsInt(), plan(handle, organization.get()));
      }
      insertKey(handle, key, organization.get());
      JdbcAudit.write(
          handle, key.creator(), "key.created", key.keyId(), organization.get(), key.createdAt());
      return new NewKey.Outcome.Created(find(handle, key.creator(), key.keyId()).orElseThrow());
    });
  }

  /** Newest first; those after a key if {@code after} is not empty. */
  List<StoredKey> list(Caller caller, String userId, String after, int limit) {
    var sql =
        "SELECT "
            + COLUMNS
            + """
            FROM authz.api_key
            WHERE family = 'user' AND (:user = '' OR user_id = :user)
              AND (:organization::text IS NULL OR organization_id = :organization)
              AND (:after = '' OR (created_at, key_id) <
                   (SELECT created_at, key_id FROM authz.api_key WHERE key_id = :after))
            ORDER BY created_at DESC, key_id DESC LIMIT :limit
            """;
    return jdbi.withHandle(handle ->
        handle
            .createQuery(sql)
            .bind("user", userId)
            .bind("organization", caller.organizationId())
            .bind("after", after)
            .bind("limit", limit)
            .map(KEY)
            .list());
  }

  boolean exists(Caller caller, String keyId) {
    return jdbi.withHandle(handle -> find(handle, caller, keyId).isPresent());
  }

  /** Revokes for good; repeating it changes nothing. Empty if there is no such key. */
  Optional<StoredKey> revoke(Caller caller, String keyId, String reason, Instant now) {
    return jdbi.inTransaction(handle -> {
      JdbcRevocation.revoke(handle, caller, keyId, List.of("user"), reason, now);
      return find(handle, caller, keyId);
    });
  }

  private static Optional<StoredKey> find(Handle handle, Caller caller, String keyId) {
    return handle
        .createQuery(
            "SELECT " + COLUMNS + " FROM authz.api_key WHERE key_id = :key AND family = 'user'")
        .bind("key", keyId)
        .map(KEY)
        .findOne()
        .filter(key -> caller.sees(key.organizationId()));
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

  private static void insertUser(Handle handle, NewKey key, String organizationId) {
    var sql =
        """
        INSERT INTO authz.app_user (id, organization_id, created_at, updated_at)
        VALUES (:id, :organization, :now, :now) ON CONFLICT (id) DO NOTHING
        """;
    handle
        .createUpdate(sql)
        .bind("id", key.userId())
        .bind("organization", organizationId)
        .bind("now", JdbcTimes.of(key.createdAt()))
        .execute();
  }

  private static void insertKey(Handle handle, NewKey key, String organizationId) {
    var sql =
        """
        INSERT INTO authz.api_key (key_id, family, prefix, name, user_id, organization_id, permissions, digest,
          pepper_version, tag_version, hash_of_record, created_at, created_by, expires_at)
        VALUES (:key, 'user', :prefix, :name, :user, :organization, :permissions, :digest, :pepper, :tag, :hash,
          :now, :actor, :expires)
        """;
    handle
        .createUpdate(sql)
        .bind("key", key.keyId())
        .bind("prefix", key.issued().prefix())
        .bind("name", key.name())
        .bind("user", key.userId())
        .bind("organization", organizationId)
        .bindArray("permissions", String.class, key.permissions())
        .bind("digest", HexFormat.of().parseHex(key.issued().digest()))
        .bind("pepper", key.issued().pepper())
        .bind("tag", key.issued().tag())
        .bind("hash", key.hashOfRecord())
        .bind("now", JdbcTimes.of(key.createdAt()))
        .bind("actor", key.creator().actor())
        .bind("expires", JdbcTimes.of(key.expiresAt()))
        .execute();
  }
}
