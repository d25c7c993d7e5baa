package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.authz.sealing.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What is sealed with which key-encryption key in schema {@code authz}. */
final class JdbcSealedKeys {
  private static final String COUNT =
      "SELECT sealed_with, count(*) AS secrets FROM authz.provider_key GROUP BY sealed_with";

  /** Locked, so that a key that is set meanwhile waits, and is not overwritten. */
  private static final String OTHERS =
      """
      SELECT provider, id, sealed_with, ciphertext FROM authz.provider_key
      WHERE sealed_with <> :primary AND provider > :after ORDER BY provider LIMIT :limit FOR UPDATE
      """;

  private static final String PUT =
      "UPDATE authz.provider_key SET sealed_with = :key, ciphertext = :ciphertext WHERE id = :id";

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
   * Seals some of what is not sealed with the primary key anew, in one transaction.
   *
   * @param after the provider of the last one that was looked at; empty to begin
   * @param anew null for a key that stays as it is
   * @return those that were looked at
   */
  List<StoredKey> rewrap(
      Caller caller,
      String primary,
      String after,
      int limit,
      Function<StoredKey, @Nullable Sealed> anew,
      Instant now) {
    return jdbi.inTransaction(handle -> {
      var others = others(handle, primary, after, limit);
      boolean changed = false;
      for (var key : others) {
        var sealed = anew.apply(key);
        if (sealed != null) {
          put(handle, key, sealed);
          changed = true;
        }
      }
      if (changed) {
        JdbcAudit.write(handle, caller, "encryption.rewrapped", primary, null, now);
      }
      return others;
    });
  }

  private static List<StoredKey> others(Handle handle, String primary, String after, int limit) {
    return handle
        .createQuery(OTHERS)
        .bind("primary", primary)
        .bind("after", after)
        .bind("limit", limit)
        .map((rows, context) ->
            new StoredKey(
                rows.getString("provider"),
                rows.getString("id"),
                new Sealed(rows.getString("sealed_with"), rows.getBytes("ciphertext"))))
        .list();
  }

  private static void put(Handle handle, StoredKey key, Sealed sealed) {
    handle
        .createUpdate(PUT)
        .bind("id", key.id())
        .bind("key", sealed.key())
        .bind("ciphertext", sealed.ciphertext())
        .execute();
  }
}
