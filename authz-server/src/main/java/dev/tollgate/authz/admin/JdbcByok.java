package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ByokKey;
import dev.tollgate.authz.providers.ByokKey.Holder;
import dev.tollgate.authz.providers.JdbcByokKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Keys that users and organizations bring along. Triggers tell replicas of each change. */
final class JdbcByok {
  private static final String KEYS =
      """
      SELECT b.*, o.id AS organization_id, o.slug, o.subscription_tier
      FROM authz.byok_key b
      LEFT JOIN authz.app_user u ON b.owner_kind = 'user' AND u.id = b.owner_id
      JOIN authz.organization o ON o.id = coalesce(u.organization_id, b.owner_id)
      """;
  private static final String OF_OWNER =
      "WHERE b.owner_kind = :kind AND b.owner_id = :owner AND b.provider = :provider";

  /** Users first; what is null or empty narrows nothing. */
  private static final String PAGE =
      KEYS
          + """
          WHERE (:seen::text IS NULL OR o.id = :seen) AND (:kind = '' OR (b.owner_kind = :kind AND b.owner_id = :owner))
            AND (:after = '' OR (b.owner_kind = 'organization', b.owner_id, b.provider)
              > (SELECT owner_kind = 'organization', owner_id, provider FROM authz.byok_key WHERE id = :after))
          ORDER BY b.owner_kind = 'organization', b.owner_id, b.provider LIMIT :limit
          """;

  private static final String INSERT =
      """
      INSERT INTO authz.byok_key AS b (owner_kind, owner_id, provider, endpoint, id, label, sealed_with, ciphertext, masked,
        created_at, created_by, updated_at, updated_by, test_status, test_problem, tested_at)
      VALUES (:kind, :owner, :provider, :endpoint, :id, :label, :key, :ciphertext, :masked, :at, :actor, :at, :actor,
        :test, :problem, :tested)
      ON CONFLICT (owner_kind, owner_id, provider)
      """;

  private static final String ADD = INSERT + "DO NOTHING";

  /** One statement: of two at the same moment, one counts with all that it has. */
  private static final String PUT =
      INSERT
          + """
          DO UPDATE SET endpoint = excluded.endpoint, id = excluded.id,
            label = excluded.label, sealed_with = excluded.sealed_with, ciphertext = excluded.ciphertext,
            masked = excluded.masked, updated_by = excluded.updated_by,
            updated_at = greatest(excluded.updated_at, b.created_at), last_used_at = NULL, test_status = NULL,
            test_http_status = NULL, test_problem = '', tested_at = NULL
          """;

  private static final String TESTED =
      """
      UPDATE authz.byok_key SET test_status = :status, test_http_status = nullif(:http, 0), test_problem = :problem,
        tested_at = :at
      WHERE id = :id
      """;

  private final Jdbi jdbi;

  JdbcByok(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /**
   * Some of them, users' before organizations', by owner and provider.
   *
   * @param seenBy the organization whose keys, and whose users' keys, alone are seen; null: all
   * @param holder the only one whose keys are wanted; null: everybody's
   * @param after the id of the last one of the page before; empty to begin
   */
  List<ByokRow> list(@Nullable String seenBy, @Nullable Holder holder, String after, int limit) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(PAGE)
            .bind("seen", seenBy)
            .bind("kind", holder == null ? "" : holder.kindLabel())
            .bind("owner", holder == null ? "" : holder.id())
            .bind("after", after)
            .bind("limit", limit)
            .map((rows, context) -> row(rows))
            .list());
  }

  boolean exists(String id) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery("SELECT EXISTS (SELECT FROM authz.byok_key WHERE id = :id)")
            .bind("id", id)
            .mapTo(Boolean.class)
            .one());
  }

  Optional<ByokRow> find(Holder holder, String provider) {
    return jdbi.withHandle(handle -> find(handle, holder, provider));
  }

  private static Optional<ByokRow> find(Handle handle, Holder holder, String provider) {
    return handle
        .createQuery(KEYS + OF_OWNER)
        .bind("kind", holder.kindLabel())
        .bind("owner", holder.id())
        .bind("provider", provider)
        .map((rows, context) -> row(rows))
        .findOne();
  }

  /** Stores a key in the place of the one before. */
  void put(Caller caller, ByokOwner owner, ByokKey key, String label, String masked, Instant now) {
    var actor = caller.actor();
    var row = new ByokRow(key, owner, label, masked, now, actor, now, actor, null, null);
    jdbi.useTransaction(handle -> {
      store(handle, PUT, row);
      audit(handle, caller, "byok.set", owner, key.provider(), now);
    });
  }

  /**
   * Stores the first key that an owner has for a provider; false if it has one.
   *
   * @param row whose times may be over for long
   */
  boolean add(Caller caller, ByokRow row, Instant now) {
    return jdbi.inTransaction(handle -> {
      boolean added = store(handle, ADD, row) > 0;
      if (added) {
        audit(handle, caller, "byok.imported", row.owner(), row.key().provider(), now);
      }
      return added;
    });
  }

  private static int store(Handle handle, String sql, ByokRow row) {
    var key = row.key();
    var test = row.tested();
    return handle
        .createUpdate(sql)
        .bind("kind", key.holder().kindLabel())
        .bind("owner", key.holder().id())
        .bind("provider", key.provider())
        .bind("endpoint", key.endpoint())
        .bind("id", key.id())
        .bind("label", row.label())
        .bind("key", key.sealed().key())
        .bind("ciphertext", key.sealed().ciphertext())
        .bind("masked", row.masked())
        .bind("actor", row.updatedBy())
        .bind("at", JdbcTimes.of(row.updatedAt()))
        .bind("test", test == null ? null : test.status())
        .bind("problem", test == null ? "" : test.problem())
        .bind("tested", JdbcTimes.orNull(test == null ? null : test.at()))
        .execute();
  }

  /** What was removed; empty if there is none. */
  Optional<ByokRow> remove(Caller caller, ByokOwner owner, String provider, Instant now) {
    return jdbi.inTransaction(handle -> {
      var row = find(handle, owner.holder(), provider);
      int removed =
          handle
              .createUpdate("DELETE FROM authz.byok_key b " + OF_OWNER)
              .bind("kind", owner.holder().kindLabel())
              .bind("owner", owner.holder().id())
              .bind("provider", provider)
              .execute();
      if (removed > 0) {
        audit(handle, caller, "byok.removed", owner, provider, now);
      }
      return removed > 0 ? row : Optional.empty();
    });
  }

  /** Of this very key: one that has taken its place was not tested. */
  void tested(String id, ByokRow.Test test) {
    jdbi.useHandle(handle ->
        handle
            .createUpdate(TESTED)
            .bind("id", id)
            .bind("status", test.status())
            .bind("http", test.httpStatus())
            .bind("problem", test.problem())
            .bind("at", JdbcTimes.of(test.at()))
            .execute());
  }

  private static void audit(
      Handle handle, Caller caller, String action, ByokOwner owner, String provider, Instant now) {
    var subject = owner.holder() + " " + provider;
    JdbcAudit.write(handle, caller, action, subject, owner.organizationId(), now);
  }

  private static ByokRow row(ResultSet row) throws SQLException {
    var key = JdbcByokKeys.key(row);
    var tested = JdbcTimes.instantOrNull(row, "tested_at");
    return new ByokRow(
        key,
        JdbcByokOwners.owner(key.holder().kind(), row),
        row.getString("label"),
        row.getString("masked"),
        JdbcTimes.instant(row, "created_at"),
        row.getString("created_by"),
        JdbcTimes.instant(row, "updated_at"),
        row.getString("updated_by"),
        JdbcTimes.instantOrNull(row, "last_used_at"),
        tested == null
            ? null
            : new ByokRow.Test(
                row.getString("test_status"),
                row.getInt("test_http_status"),
                row.getString("test_problem"),
                tested));
  }
}
