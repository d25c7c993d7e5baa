package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.apikey.HashOfRecord;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Keys of organizations and services in schema {@code authz}. */
final class JdbcOrganizationKeys {
  private static final List<String> FAMILIES = List.of("organization", "service");
  private static final String KEYS =
      """
      SELECT k.key_id, k.name, k.description, k.prefix, k.hint, o.slug, k.organization_id, k.family, k.environment,
             k.permissions, k.created_at, k.last_used_at, k.expires_at, k.revoked_at, k.total_requests
      FROM authz.api_key k JOIN authz.organization o ON o.id = k.organization_id
      WHERE k.family IN ('organization', 'service')
      """;

  private final Jdbi jdbi;

  JdbcOrganizationKeys(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /** A key to store; its other columns are in {@code issued}. */
  record NewOrganizationKey(
      Caller creator,
      String keyId,
      KeyForge.Issued issued,
      String family,
      @Nullable String environment,
      String name,
      String description,
      String organizationId,
      List<String> permissions,
      Instant createdAt,
      @Nullable Instant expiresAt) {}

  /** Stores a key unless the organization has as many as it may; then that limit. */
  OptionalInt create(NewOrganizationKey key) {
    return jdbi.inTransaction(handle -> {
      var limit =
          JdbcKeyLimits.reachedByOrganization(handle, key.organizationId(), key.createdAt());
      if (limit.isEmpty()) {
        insert(handle, key);
        JdbcAudit.write(
            handle,
            key.creator(),
            "key.created",
            key.keyId(),
            key.organizationId(),
            key.createdAt());
      }
      return limit;
    });
  }

  private static void insert(Handle handle, NewOrganizationKey key) {
    var sql =
        """
        INSERT INTO authz.api_key (key_id, family, environment, prefix, hint, name, description, organization_id,
          permissions, digest, pepper_version, tag_version, hash_of_record, created_at, created_by, expires_at)
        VALUES (:key, :family, :environment, :prefix, :hint, :name, nullif(:description, ''), :organization,
          :permissions, :digest, :pepper, :tag, :hash, :now, :actor, :expires)
        """;
    handle
        .createUpdate(sql)
        .bind("key", key.keyId())
        .bind("family", key.family())
        .bind("environment", key.environment())
        .bind("prefix", key.issued().prefix())
        .bind("hint", key.issued().hint())
        .bind("name", key.name())
        .bind("description", key.description())
        .bind("organization", key.organizationId())
        .bindArray("permissions", String.class, key.permissions())
        .bind("digest", HexFormat.of().parseHex(key.issued().digest()))
        .bind("pepper", key.issued().pepper())
        .bind("tag", key.issued().tag())
        .bind("hash", HashOfRecord.sha256(key.issued().key()))
        .bind("now", JdbcTimes.of(key.createdAt()))
        .bind("actor", key.creator().actor())
        .bind("expires", JdbcTimes.orNull(key.expiresAt()))
        .execute();
  }

  /** Newest first; those after a key if {@code after} is not empty. */
  List<OrganizationKey> list(Caller caller, String slug, String after, int limit, Instant now) {
    var sql =
        KEYS
            + """
              AND (:slug = '' OR o.slug = :slug)
              AND (:own::text IS NULL OR o.id = :own)
              AND (:after = '' OR (k.created_at, k.key_id) <
                   (SELECT created_at, key_id FROM authz.api_key WHERE key_id = :after))
            ORDER BY k.created_at DESC, k.key_id DESC LIMIT :limit
            """;
    return jdbi.withHandle(handle ->
        handle
            .createQuery(sql)
            .bind("slug", slug)
            .bind("own", caller.organizationId())
            .bind("after", after)
            .bind("limit", limit)
            .map((rows, context) -> key(rows, now))
            .list());
  }

  Optional<OrganizationKey> find(Caller caller, String keyId, Instant now) {
    return jdbi.withHandle(handle -> find(handle, caller, keyId, now));
  }

  private static Optional<OrganizationKey> find(
      Handle handle, Caller caller, String keyId, Instant now) {
    return handle
        .createQuery(KEYS + "AND k.key_id = :key")
        .bind("key", keyId)
        .map((rows, context) -> key(rows, now))
        .findOne()
        .filter(key -> caller.sees(key.getOrganizationId()));
  }

  /** Revokes for good; repeating it changes nothing. Empty if there is no such key. */
  Optional<OrganizationKey> revoke(Caller caller, String keyId, String reason, Instant now) {
    return jdbi.inTransaction(handle -> {
      JdbcRevocation.revoke(handle, caller, keyId, FAMILIES, reason, now);
      return find(handle, caller, keyId, now);
    });
  }

  private static OrganizationKey key(ResultSet rows, Instant now) throws SQLException {
    var expires = JdbcTimes.instantOrNull(rows, "expires_at");
    var used = JdbcTimes.instantOrNull(rows, "last_used_at");
    var status =
        rows.getObject("revoked_at") != null
            ? "revoked"
            : expires == null || now.isBefore(expires) ? "active" : "expired";
    var key =
        OrganizationKey.newBuilder()
            .setKeyId(rows.getString("key_id"))
            .setName(rows.getString("name"))
            .setDescription(orEmpty(rows.getString("description")))
            .setPrefix(rows.getString("prefix"))
            .setHint(orEmpty(rows.getString("hint")))
            .setOrganization(rows.getString("slug"))
            .setOrganizationId(rows.getString("organization_id"))
            .setFamily(rows.getString("family"))
            .setEnvironment(orEmpty(rows.getString("environment")))
            .addAllPermissions(List.of((String[]) rows.getArray("permissions").getArray()))
            .setCreatedAt(Issuing.timestamp(JdbcTimes.instant(rows, "created_at")))
            .setIsActive(status.equals("active"))
            .setStatus(status)
            .setTotalRequests(rows.getLong("total_requests"));
    if (expires != null) {
      key.setExpiresAt(Issuing.timestamp(expires));
    }
    if (used != null) {
      key.setLastUsed(Issuing.timestamp(used));
    }
    return key.build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
