package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.authz.sealing.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Keys of providers in schema {@code authz}. Triggers tell replicas of each change. */
final class JdbcProviderKeys {
  private static final String KEYS =
      """
      SELECT provider, id, sealed_with, ciphertext, masked, created_at, created_by, updated_at, updated_by
      FROM authz.provider_key
      """;

  private static final String INSERT =
      """
      INSERT INTO authz.provider_key
        (provider, id, sealed_with, ciphertext, masked, created_at, created_by, updated_at, updated_by)
      VALUES (:provider, :id, :key, :ciphertext, :masked, :now, :actor, :now, :actor)
      ON CONFLICT (provider)
      """;

  private static final String ADD = INSERT + "DO NOTHING";

  /** One statement: of two at the same moment, one counts with all that it has. */
  private static final String PUT =
      INSERT
          + """
          DO UPDATE SET id = excluded.id, sealed_with = excluded.sealed_with,
            ciphertext = excluded.ciphertext, masked = excluded.masked, updated_by = excluded.updated_by,
            updated_at = greatest(excluded.updated_at, provider_key.created_at)
          """;

  private final Jdbi jdbi;

  JdbcProviderKeys(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /** All of them, by provider. */
  List<ProviderKeyRow> list() {
    return jdbi.withHandle(handle ->
        handle.createQuery(KEYS + "ORDER BY provider").map((rows, context) -> row(rows)).list());
  }

  Optional<ProviderKeyRow> find(String provider) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(KEYS + "WHERE provider = :provider")
            .bind("provider", provider)
            .map((rows, context) -> row(rows))
            .findOne());
  }

  /** Stores a key in the place of the one before. */
  void put(Caller caller, StoredKey key, String masked, Instant now) {
    jdbi.useTransaction(handle -> {
      store(handle, PUT, caller, key, masked, now);
      JdbcAudit.write(handle, caller, "provider_key.set", key.provider(), null, now);
    });
  }

  /** Stores the first key of a provider; false if it has one. */
  boolean add(Caller caller, StoredKey key, String masked, Instant now) {
    return jdbi.inTransaction(handle -> {
      boolean added = store(handle, ADD, caller, key, masked, now) > 0;
      if (added) {
        JdbcAudit.write(handle, caller, "provider_key.imported", key.provider(), null, now);
      }
      return added;
    });
  }

  private static int store(
      Handle handle, String sql, Caller caller, StoredKey key, String masked, Instant now) {
    return handle
        .createUpdate(sql)
        .bind("provider", key.provider())
        .bind("id", key.id())
        .bind("key", key.sealed().key())
        .bind("ciphertext", key.sealed().ciphertext())
        .bind("masked", masked)
        .bind("actor", caller.actor())
        .bind("now", JdbcTimes.of(now))
        .execute();
  }

  /** False if there is none. */
  boolean remove(Caller caller, String provider, Instant now) {
    return jdbi.inTransaction(handle -> {
      int removed =
          handle
              .createUpdate("DELETE FROM authz.provider_key WHERE provider = :provider")
              .bind("provider", provider)
              .execute();
      if (removed > 0) {
        JdbcAudit.write(handle, caller, "provider_key.removed", provider, null, now);
      }
      return removed > 0;
    });
  }

  private static ProviderKeyRow row(ResultSet rows) throws SQLException {
    return new ProviderKeyRow(
        key(rows),
        rows.getString("masked"),
        JdbcTimes.instant(rows, "created_at"),
        rows.getString("created_by"),
        JdbcTimes.instant(rows, "updated_at"),
        rows.getString("updated_by"));
  }

  private static StoredKey key(ResultSet rows) throws SQLException {
    return new StoredKey(
        rows.getString("provider"),
        rows.getString("id"),
        new Sealed(rows.getString("sealed_with"), rows.getBytes("ciphertext")));
  }
}
