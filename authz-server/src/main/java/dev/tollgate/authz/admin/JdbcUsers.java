package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.proto.admin.v1.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What becomes of users that are there, in schema {@code authz}. */
final class JdbcUsers {
  private static final String USER =
      """
      SELECT id, organization_id, coalesce(email, '') AS email, status, wallet, created_at FROM authz.app_user
      WHERE id = :id AND (:own::text IS NULL OR organization_id = :own)
      FOR UPDATE
      """;

  private final Jdbi jdbi;

  JdbcUsers(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /**
   * Changes the status of a user whom the caller sees, unless the user is closed. Returns the user
   * as it is then; empty if there is none. Throws PERMISSION_DENIED where the user's keys are the
   * platform's and the caller is not.
   */
  Optional<User> setStatus(Caller caller, String id, String status, Instant now) {
    return jdbi.inTransaction(handle -> {
      var before = find(handle, caller, id);
      if (before.isEmpty()
          || before.get().getStatus().equals("closed")
          || before.get().getStatus().equals(status)) {
        return before;
      }
      requireMayEnd(handle, caller, id);
      var sql =
          """
          UPDATE authz.app_user SET status = :status, updated_at = greatest(:now, created_at) WHERE id = :id
          """;
      handle
          .createUpdate(sql)
          .bind("status", status)
          .bind("now", JdbcTimes.of(now))
          .bind("id", id)
          .execute();
      var organization = before.get().getOrganizationId();
      JdbcAudit.write(handle, caller, "user." + status, id, organization, now);
      return find(handle, caller, id);
    });
  }

  /**
   * Revokes every key of a user whom the caller sees. Returns how many; empty if there is none.
   * Throws PERMISSION_DENIED where one is the platform's and the caller is not.
   */
  OptionalInt revokeKeys(Caller caller, String id, String reason, Instant now) {
    return jdbi.inTransaction(handle -> {
      if (find(handle, caller, id).isEmpty()) {
        return OptionalInt.empty();
      }
      requireMayEnd(handle, caller, id);
      var keys =
          handle
              .createQuery(
                  "SELECT key_id FROM authz.api_key WHERE user_id = :id AND revoked_at IS NULL"
                      + " ORDER BY key_id")
              .bind("id", id)
              .mapTo(String.class)
              .list();
      keys.forEach(key -> JdbcRevocation.revoke(handle, caller, key, JdbcKeys.USERS, reason, now));
      return OptionalInt.of(keys.size());
    });
  }

  /** No key is added meanwhile: it would wait for the lock on the user's row. */
  private static void requireMayEnd(Handle handle, Caller caller, String id) {
    var sql =
        """
        SELECT EXISTS (SELECT FROM authz.api_key
          WHERE user_id = :id AND revoked_at IS NULL AND :platform = ANY (permissions))
        """;
    boolean platforms =
        handle
            .createQuery(sql)
            .bind("id", id)
            .bind("platform", Permissions.PLATFORM)
            .mapTo(Boolean.class)
            .one();
    if (platforms) {
      caller.requirePlatform();
    }
  }

  private static Optional<User> find(Handle handle, Caller caller, String id) {
    return handle
        .createQuery(USER)
        .bind("id", id)
        .bind("own", caller.organizationId())
        .map((rows, context) -> user(rows))
        .findOne();
  }

  private static User user(ResultSet rows) throws SQLException {
    return User.newBuilder()
        .setUserId(rows.getString("id"))
        .setOrganizationId(rows.getString("organization_id"))
        .setEmail(rows.getString("email"))
        .setStatus(rows.getString("status"))
        .setWallet(rows.getString("wallet"))
        .setCreatedAt(Issuing.timestamp(JdbcTimes.instant(rows, "created_at")))
        .build();
  }
}
