package dev.tollgate.authz.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Keys of organizations and services in schema {@code authz}. */
final class JdbcOrganizationKeys {
  private final Jdbi jdbi;

  JdbcOrganizationKeys(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /** Stores a key unless the organization has as many as it may; then that limit. */
  OptionalInt create(NewKey key, String organizationId) {
    return jdbi.inTransaction(handle -> {
      var limit = JdbcKeyLimits.reachedByOrganization(handle, organizationId, key.createdAt());
      if (limit.isEmpty()) {
        JdbcKeys.insert(handle, key, null, organizationId);
      }
      return limit;
    });
  }

  /** Newest first; those after a key if {@code after} is not empty. */
  List<StoredKey> list(Caller caller, String slug, String after, int limit) {
    return jdbi.withHandle(
        handle -> JdbcKeys.list(handle, caller, JdbcKeys.ORGANIZATIONS, "", slug, after, limit));
  }

  /** How many keys {@link #list} has on all pages. */
  long count(Caller caller, String slug) {
    return jdbi.withHandle(
        handle -> JdbcKeys.count(handle, caller, JdbcKeys.ORGANIZATIONS, "", slug));
  }

  Optional<StoredKey> find(Caller caller, String keyId) {
    return jdbi.withHandle(handle -> JdbcKeys.find(handle, caller, JdbcKeys.ORGANIZATIONS, keyId));
  }

  /** Revokes for good; repeating it changes nothing. Empty if there is no such key. */
  Optional<StoredKey> revoke(Caller caller, String keyId, String reason, Instant now) {
    return jdbi.inTransaction(handle -> {
      JdbcRevocation.revoke(handle, caller, keyId, JdbcKeys.ORGANIZATIONS, reason, now);
      return JdbcKeys.find(handle, caller, JdbcKeys.ORGANIZATIONS, keyId);
    });
  }
}
