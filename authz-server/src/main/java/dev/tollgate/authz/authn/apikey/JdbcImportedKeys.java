package dev.tollgate.authz.authn.apikey;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link ImportedKeyLog} on schema {@code authz}. */
final class JdbcImportedKeys implements ImportedKeyLog {
  /** Of a SHA-256 after its "sha256:", and of a digest, 8 bytes: in hex and as they are. */
  private static final String KEYS =
      """
      SELECT key_id, prefix,
             CASE WHEN hash_of_record LIKE 'sha256:%' THEN substring(hash_of_record FROM 8 FOR 16) END AS hashed,
             CASE WHEN pepper_version = ANY (?) THEN substring(digest FROM 1 FOR 8) END AS indexed
      FROM authz.api_key WHERE origin = 'imported' AND revoked_at IS NULL
      """;

  private static final String PAGE = KEYS + "AND key_id > ? ORDER BY key_id LIMIT ?";
  private static final String CHANGED = KEYS + "AND (key_id = ANY (?) OR import_batch = ANY (?))";
  private static final String WAITING =
      """
      SELECT DISTINCT prefix FROM authz.api_key
      WHERE origin = 'imported' AND prefix = ANY (?) AND revoked_at IS NULL AND hash_of_record NOT LIKE 'sha256:%'
        AND (digest IS NULL OR pepper_version <> ALL (?))
      """;
  private static final String PREFIXES =
      "SELECT DISTINCT prefix FROM authz.api_key WHERE origin = 'imported' AND key_id = ANY (?)";

  private final JdbcChangeConnection connection;
  private final Object[] pepperVersions;

  /**
   * @param pepperVersions those that keys count as indexed under
   */
  JdbcImportedKeys(JdbcChangeConnection connection, List<String> pepperVersions) {
    this.connection = connection;
    this.pepperVersions = pepperVersions.toArray();
  }

  @Override
  public List<ImportedKey> page(String afterId, int limit) throws SQLException {
    return ask(
        PAGE,
        select -> {
          texts(select, 1, pepperVersions);
          select.setString(2, afterId);
          select.setInt(3, limit);
          return keys(select);
        });
  }

  @Override
  public List<ImportedKey> changed(Set<String> subjects) throws SQLException {
    return ask(
        CHANGED,
        select -> {
          texts(select, 1, pepperVersions);
          texts(select, 2, subjects.toArray());
          texts(select, 3, subjects.toArray());
          return keys(select);
        });
  }

  @Override
  public Set<String> waiting(Set<String> prefixes) throws SQLException {
    return ask(
        WAITING,
        select -> {
          texts(select, 1, prefixes.toArray());
          texts(select, 2, pepperVersions);
          return prefixes(select);
        });
  }

  @Override
  public Set<String> prefixes(Set<String> ids) throws SQLException {
    return ask(
        PREFIXES,
        select -> {
          texts(select, 1, ids.toArray());
          return prefixes(select);
        });
  }

  private interface JdbcSelect<T> {
    T run(PreparedStatement select) throws SQLException;
  }

  private <T> T ask(String sql, JdbcSelect<T> work) throws SQLException {
    return connection.ask(open -> {
      try (var select = open.prepareStatement(sql)) {
        return work.run(select);
      }
    });
  }

  private static void texts(PreparedStatement select, int position, Object[] texts)
      throws SQLException {
    select.setArray(position, select.getConnection().createArrayOf("text", texts));
  }

  private static Set<String> prefixes(PreparedStatement select) throws SQLException {
    var prefixes = new HashSet<String>();
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        prefixes.add(rows.getString(1));
      }
    }
    return prefixes;
  }

  private static List<ImportedKey> keys(PreparedStatement select) throws SQLException {
    var keys = new ArrayList<ImportedKey>();
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        keys.add(
            new ImportedKey(
                rows.getString("key_id"), rows.getString("prefix"), hashed(rows), indexed(rows)));
      }
    }
    return keys;
  }

  private static @Nullable Long hashed(ResultSet rows) throws SQLException {
    var hex = rows.getString("hashed");
    return hex == null ? null : HexFormat.fromHexDigitsToLong(hex);
  }

  private static @Nullable Long indexed(ResultSet rows) throws SQLException {
    var bytes = rows.getBytes("indexed");
    return bytes == null ? null : ByteBuffer.wrap(bytes).getLong();
  }
}
