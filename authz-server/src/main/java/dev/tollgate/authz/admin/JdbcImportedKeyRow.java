package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.ImportChecks.instant;

import com.google.protobuf.Timestamp;
import dev.tollgate.authz.authn.apikey.HashOfRecord;
import dev.tollgate.proto.admin.v1.ImportedKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Stores an imported key that was checked. */
final class JdbcImportedKeyRow {
  private static final String NAME = "imported";
  private static final int NAME_MAX = 100;
  private static final String INSERT =
      """
      INSERT INTO authz.api_key (key_id, family, environment, prefix, name, user_id, organization_id, permissions,
        hash_of_record, origin, import_batch, allowed_ips, created_at, created_by, expires_at, revoked_at, revoked_by,
        revoked_reason, last_used_at, total_requests)
      VALUES (:key, :family, nullif(:environment, ''), :prefix, :name, nullif(:user, ''), :organization, :permissions,
        :hash, 'imported', :batch, nullif(:networks::cidr[], '{}'), :created, :actor, :expires, :revoked,
        CASE WHEN :revoked::timestamptz IS NOT NULL THEN :actor END,
        CASE WHEN :revoked::timestamptz IS NOT NULL THEN :reason END, :used, :requests)
      """;

  private JdbcImportedKeyRow() {}

  static void insert(
      Handle handle,
      JdbcImport.Batch batch,
      String keyId,
      ImportedKey row,
      String organizationId,
      String family) {
    handle
        .createUpdate(INSERT)
        .bind("key", keyId)
        .bind("family", family)
        .bind("environment", family.equals("organization") ? row.getEnvironment() : "")
        .bind("prefix", row.getKeyPrefix().isEmpty() ? NAME : row.getKeyPrefix())
        .bind("name", name(row.getName()))
        .bind("user", family.equals("user") ? row.getUserId() : "")
        .bind("organization", organizationId)
        .bindArray(
            "permissions",
            String.class,
            row.getPermissionsList().stream().distinct().sorted().toList())
        .bind("hash", HashOfRecord.imported(row.getKeyHash()))
        .bind("batch", batch.id())
        .bindArray("networks", String.class, row.getAllowedIpsList())
        .bind("created", JdbcTimes.of(created(row, batch.now())))
        .bind("actor", batch.caller().actor())
        .bind("expires", time(row.hasExpiresAt(), row.getExpiresAt()))
        .bind("revoked", time(row.hasRevokedAt(), row.getRevokedAt()))
        .bind("reason", "revoked in " + batch.source())
        .bind("used", time(row.hasLastUsedAt(), row.getLastUsedAt()))
        .bind("requests", row.getTotalRequests())
        .execute();
  }

  private static String name(String name) {
    var stripped = name.strip();
    int characters = Math.min(NAME_MAX, stripped.codePointCount(0, stripped.length()));
    return stripped.isEmpty()
        ? NAME
        : stripped.substring(0, stripped.offsetByCodePoints(0, characters));
  }

  private static Instant created(ImportedKey row, Instant now) {
    var created = row.hasCreatedAt() ? instant(row.getCreatedAt()) : now;
    return created.isBefore(now) ? created : now;
  }

  private static @Nullable OffsetDateTime time(boolean present, Timestamp time) {
    return present ? JdbcTimes.of(instant(time)) : null;
  }
}
