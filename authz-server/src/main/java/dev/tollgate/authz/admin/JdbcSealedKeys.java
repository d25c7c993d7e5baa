package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.JdbcByokKeys;
import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.authz.sealing.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What is sealed with which key-encryption key in schema {@code authz}: the platform's keys by
 * provider, then those that users and organizations bring along, by id.
 */
final class JdbcSealedKeys {
  private static final String COUNT =
      """
      SELECT sealed_with, count(*) AS secrets
      FROM (SELECT sealed_with FROM authz.provider_key UNION ALL SELECT sealed_with FROM authz.byok_key) s
      GROUP BY sealed_with
      """;
  private static final String PLATFORMS =
      """
      SELECT provider, id, sealed_with, ciphertext FROM authz.provider_key
      WHERE sealed_with <> :but AND provider > :after ORDER BY provider LIMIT :limit
      """;
  private static final String CALLERS =
      """
      SELECT id, owner_kind, owner_id, provider, endpoint, sealed_with, ciphertext FROM authz.byok_key
      WHERE sealed_with <> :but AND id > :after ORDER BY id LIMIT :limit
      """;

  /** So that a key that is set meanwhile waits, and is not overwritten. */
  private static final String LOCKED = " FOR UPDATE";

  /** Begins the cursors of callers' keys, and of no provider. */
  private static final String CALLERS_CURSOR = "~";

  private final Jdbi jdbi;

  JdbcSealedKeys(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /** How many secrets are sealed with each key-encryption key. */
  Map<String, Long> count() {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(COUNT)
            .map((rows, context) ->
                Map.entry(rows.getString("sealed_with"), rows.getLong("secrets")))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * Some of all secrets.
   *
   * @param after the cursor of the last one that was read; empty to begin
   */
  List<SealedSecret> page(String after, int limit) {
    return jdbi.withHandle(handle -> page(handle, "", after, limit, ""));
  }

  /**
   * Seals some of what is not sealed with the primary key anew, in one transaction.
   *
   * @param after the cursor of the last one that was looked at; empty to begin
   * @param anew null for a key that stays as it is
   * @return those that were looked at
   */
  List<SealedSecret> rewrap(
      Caller caller,
      String primary,
      String after,
      int limit,
      Function<SealedSecret, @Nullable Sealed> anew,
      Instant now) {
    return jdbi.inTransaction(handle -> {
      var others = page(handle, primary, after, limit, LOCKED);
      boolean changed = false;
      for (var secret : others) {
        var sealed = anew.apply(secret);
        if (sealed != null) {
          put(handle, secret, sealed);
          changed = true;
        }
      }
      if (changed) {
        JdbcAudit.write(handle, caller, "encryption.rewrapped", primary, null, now);
      }
      return others;
    });
  }

  /** Those that are sealed with another key than one. */
  private static List<SealedSecret> page(
      Handle handle, String but, String after, int limit, String lock) {
    var page = new ArrayList<SealedSecret>();
    if (!after.startsWith(CALLERS_CURSOR)) {
      page.addAll(
          handle
              .createQuery(PLATFORMS + lock)
              .bind("but", but)
              .bind("after", after)
              .bind("limit", limit)
              .map((rows, context) -> platforms(rows))
              .list());
    }
    if (page.size() < limit) {
      page.addAll(
          handle
              .createQuery(CALLERS + lock)
              .bind("but", but)
              .bind("after", after.startsWith(CALLERS_CURSOR) ? after.substring(1) : "")
              .bind("limit", limit - page.size())
              .map((rows, context) -> callers(rows))
              .list());
    }
    return page;
  }

  private static SealedSecret platforms(ResultSet row) throws SQLException {
    var sealed = new Sealed(row.getString("sealed_with"), row.getBytes("ciphertext"));
    var key = new StoredKey(row.getString("provider"), row.getString("id"), sealed);
    var name = "the key of " + key.provider();
    return new SealedSecret(key.id(), name, key.provider(), sealed, key.place());
  }

  private static SealedSecret callers(ResultSet row) throws SQLException {
    var key = JdbcByokKeys.key(row);
    return new SealedSecret(
        key.id(), key.name(), CALLERS_CURSOR + key.id(), key.sealed(), key.place());
  }

  private static void put(Handle handle, SealedSecret secret, Sealed sealed) {
    var table = secret.place().table();
    handle
        .createUpdate(
            "UPDATE " + table + " SET sealed_with = :key, ciphertext = :ciphertext WHERE id = :id")
        .bind("id", secret.id())
        .bind("key", sealed.key())
        .bind("ciphertext", sealed.ciphertext())
        .execute();
  }
}
