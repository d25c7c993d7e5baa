package dev.tollgate.authz.admin;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** What the keys of all families have in common in schema {@code authz}. */
final class JdbcKeys {
  static final List<String> USERS = List.of("user");
  static final List<String> ALL = List.of("user", "organization", "service");
  static final List<String> ORGANIZATIONS = List.of("organization", "service");

  /** To be continued with further conditions; {@code families} and {@code own} must be bound. */
  private static final String KEYS =
      """
      SELECT k.key_id, k.family, k.origin, k.name, k.description, k.prefix, k.hint, k.user_id, k.organization_id, o.slug,
             k.environment, k.permissions, k.allowed_models, k.allowed_ips::text[] AS allowed_ips,
             k.request_cost_max_nanocredits, k.created_at, k.expires_at, k.revoked_at, k.replaced_by,
             k.overlap_ends_at, k.last_used_at, host(k.last_used_ip) AS last_used_ip, k.total_requests
      FROM authz.api_key k JOIN authz.organization o ON o.id = k.organization_id
      WHERE k.family = ANY (:families) AND (:own::text IS NULL OR k.organization_id = :own)
      """;

  private JdbcKeys() {}

  /** A key that the caller sees. */
  static Optional<StoredKey> find(
      Handle handle, Caller caller, List<String> families, String keyId) {
    return handle
        .createQuery(KEYS + "AND k.key_id = :key")
        .bindArray("families", String.class, families)
        .bind("own", caller.organizationId())
        .bind("key", keyId)
        .map((rows, context) -> key(rows))
        .findOne();
  }

  /**
   * Keys that the caller sees, newest first.
   *
   * @param userId whose alone; everybody's if empty
   * @param slug of the organization whose alone; all organizations' if empty
   * @param after behind that key, unless it is empty
   */
  static List<StoredKey> list(
      Handle handle,
      Caller caller,
      List<String> families,
      String userId,
      String slug,
      String after,
      int limit) {
    var sql =
        KEYS
            + """
              AND (:user = '' OR k.user_id = :user) AND (:slug = '' OR o.slug = :slug)
              AND (:after = '' OR (k.created_at, k.key_id) <
                   (SELECT created_at, key_id FROM authz.api_key WHERE key_id = :after))
            ORDER BY k.created_at DESC, k.key_id DESC LIMIT :limit
            """;
    return handle
        .createQuery(sql)
        .bindArray("families", String.class, families)
        .bind("own", caller.organizationId())
        .bind("user", userId)
        .bind("slug", slug)
        .bind("after", after)
        .bind("limit", limit)
        .map((rows, context) -> key(rows))
        .list();
  }

  /** How many keys {@link #list} has on all pages. */
  static long count(
      Handle handle, Caller caller, List<String> families, String userId, String slug) {
    var sql =
        """
        SELECT count(*) FROM authz.api_key k JOIN authz.organization o ON o.id = k.organization_id
        WHERE k.family = ANY (:families) AND (:own::text IS NULL OR k.organization_id = :own)
          AND (:user = '' OR k.user_id = :user) AND (:slug = '' OR o.slug = :slug)
        """;
    return handle
        .createQuery(sql)
        .bindArray("families", String.class, families)
        .bind("own", caller.organizationId())
        .bind("user", userId)
        .bind("slug", slug)
        .mapTo(Long.class)
        .one();
  }

  /**
   * Stores a key, with its event.
   *
   * @param userId null for a key of the organization itself
   */
  static void insert(Handle handle, NewKey key, @Nullable String userId, String organizationId) {
    var sql =
        """
        INSERT INTO authz.api_key (key_id, family, environment, prefix, hint, name, description, user_id, organization_id,
          permissions, allowed_models, allowed_ips, request_cost_max_nanocredits, digest, pepper_version, tag_version,
          hash_of_record, created_at, created_by, expires_at)
        VALUES (:key, :family, :environment, :prefix, :hint, :name, nullif(:description, ''), :user, :organization,
          :permissions, :models::text[],\
        """
            + NETWORKS
            + """
            , :cost, :digest, :pepper, :tag, :hash, :now, :actor, :expires)
            """;
    var insert =
        handle
            .createUpdate(sql)
            .bind("key", key.keyId())
            .bind("family", key.family())
            .bind("environment", key.environment())
            .bind("prefix", key.issued().prefix())
            .bind("hint", userId == null ? key.issued().hint() : null)
            .bind("name", key.name())
            .bind("description", key.description())
            .bind("user", userId)
            .bind("organization", organizationId)
            .bindArray("permissions", String.class, key.permissions())
            .bind("digest", HexFormat.of().parseHex(key.issued().digest()))
            .bind("pepper", key.issued().pepper())
            .bind("tag", key.issued().tag())
            .bind("hash", key.hashOfRecord())
            .bind("now", JdbcTimes.of(key.createdAt()))
            .bind("actor", key.creator().actor())
            .bind("expires", JdbcTimes.orNull(key.expiresAt()));
    bind(insert, key.restrictions());
    insert.execute();
    JdbcAudit.write(
        handle, key.creator(), "key.created", key.keyId(), organizationId, key.createdAt());
  }

  /** What is {@code 10.1.2.3/8} to people is {@code 10.0.0.0/8} to PostgreSQL. */
  private static final String NETWORKS =
      """
      CASE WHEN :networks::text[] IS NOT NULL
        THEN ARRAY(SELECT network(n::inet) FROM unnest(:networks::text[]) WITH ORDINALITY u (n, i) ORDER BY i) END
      """;

  static void update(Handle handle, String keyId, StoredRestrictions restrictions) {
    var sql =
        "UPDATE authz.api_key SET allowed_models = :models::text[], allowed_ips = "
            + NETWORKS
            + ", request_cost_max_nanocredits = :cost WHERE key_id = :key";
    var update = handle.createUpdate(sql).bind("key", keyId);
    bind(update, restrictions);
    update.execute();
  }

  private static void bind(SqlStatement<?> statement, StoredRestrictions restrictions) {
    bindList(statement, "models", restrictions.models());
    bindList(statement, "networks", restrictions.networks());
    statement.bind("cost", restrictions.requestCostMaxNanocredits());
  }

  private static void bindList(
      SqlStatement<?> statement, String name, @Nullable List<String> list) {
    if (list == null) {
      statement.bindNull(name, Types.NULL);
    } else {
      statement.bindArray(name, String.class, list);
    }
  }

  private static StoredKey key(ResultSet rows) throws SQLException {
    var replacedBy = rows.getString("replaced_by");
    return new StoredKey(
        rows.getString("key_id"),
        rows.getString("family"),
        rows.getString("origin").equals("imported"),
        rows.getString("name"),
        orEmpty(rows.getString("description")),
        rows.getString("prefix"),
        orEmpty(rows.getString("hint")),
        rows.getString("user_id"),
        rows.getString("organization_id"),
        rows.getString("slug"),
        rows.getString("environment"),
        List.of((String[]) rows.getArray("permissions").getArray()),
        new StoredRestrictions(
            list(rows, "allowed_models"),
            list(rows, "allowed_ips"),
            rows.getObject("request_cost_max_nanocredits", Long.class)),
        JdbcTimes.instant(rows, "created_at"),
        JdbcTimes.instantOrNull(rows, "expires_at"),
        JdbcTimes.instantOrNull(rows, "revoked_at"),
        replacedBy == null
            ? null
            : new StoredKey.Replaced(replacedBy, JdbcTimes.instant(rows, "overlap_ends_at")),
        new StoredKey.Use(
            JdbcTimes.instantOrNull(rows, "last_used_at"),
            orEmpty(rows.getString("last_used_ip")),
            rows.getLong("total_requests")));
  }

  private static @Nullable List<String> list(ResultSet rows, String column) throws SQLException {
    var array = rows.getArray(column);
    return array == null ? null : List.of((String[]) array.getArray());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
