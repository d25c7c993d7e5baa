package dev.tollgate.authz.authn.apikey;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.tollgate.authz.authn.Environment;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** {@link KeyStore} on schema {@code authz}. */
final class JdbcKeyStore implements KeyStore {
  private static final String KEYS =
      """
      SELECT k.key_id, k.family, k.user_id, k.permissions, k.environment, k.revoked_at,
             k.allowed_models, k.allowed_ips::text[] AS allowed_ips, k.request_cost_max_nanocredits,
             least(k.expires_at, k.overlap_ends_at) AS ends_at, -- null counts for neither
             k.replaced_by IS NOT NULL AS rotated,
             o.id AS organization_id, o.slug, o.plan, o.subscription_tier, o.status AS organization_status,
             u.status AS user_status, u.wallet, coalesce(u.price_book, o.price_book) AS price_book,
             EXISTS (SELECT FROM authz.byok_key b
                     WHERE (b.owner_kind = 'user' AND b.owner_id = k.user_id)
                       OR (b.owner_kind = 'organization' AND b.owner_id = o.id)) AS has_own_keys
      FROM authz.api_key k
      JOIN authz.organization o ON o.id = k.organization_id
      LEFT JOIN authz.app_user u ON u.id = k.user_id -- only users' keys have one
      """;

  private static final String BY_DIGEST = KEYS + "WHERE k.digest = ANY (?)";
  private static final String BY_IMPORTED_HASH =
      KEYS + "WHERE k.origin = 'imported' AND k.hash_of_record = ?";

  private static final String WITHOUT_INDEX =
      """
      SELECT key_id, hash_of_record FROM authz.api_key
      WHERE prefix = ANY (?) AND pepper_version <> ALL (?) AND tag_version IS NOT NULL
        AND hash_of_record IS NOT NULL
      ORDER BY created_at DESC LIMIT ?
      """;
  private static final String IMPORTED_WITHOUT_INDEX =
      """
      SELECT key_id, hash_of_record FROM authz.api_key
      WHERE origin = 'imported' AND prefix = ANY (?) AND revoked_at IS NULL AND hash_of_record NOT LIKE 'sha256:%'
        AND (digest IS NULL OR pepper_version <> ALL (?))
      ORDER BY created_at DESC LIMIT ?
      """;
  private static final String INDEX =
      """
      UPDATE authz.api_key SET digest = ?, pepper_version = ?
      WHERE key_id = ? AND digest IS DISTINCT FROM ?
      """;

  private final DataSource database;
  private final Set<String> environments;
  private final OwnKeys ownKeys;

  /**
   * @param environments whose keys count here
   * @param ownKeys asked over the same database, once this has given its connection back
   */
  JdbcKeyStore(DataSource database, Collection<Environment> environments, OwnKeys ownKeys) {
    this.database = database;
    this.ownKeys = ownKeys;
    this.environments =
        environments.stream()
            .map(environment -> environment.name().toLowerCase(Locale.ROOT))
            .collect(toUnmodifiableSet());
  }

  @Override
  public @Nullable KnownKey find(List<KeyDigest> digests) throws SQLException {
    return whole(row(digests));
  }

  private @Nullable Row row(List<KeyDigest> digests) throws SQLException {
    try (var connection = database.getConnection();
        var select = connection.prepareStatement(BY_DIGEST)) {
      var bytes = digests.stream().map(KeyDigest::bytes).toArray(byte[][]::new);
      select.setArray(1, connection.createArrayOf("bytea", bytes));
      try (var rows = select.executeQuery()) {
        return rows.next() ? row(rows) : null;
      }
    }
  }

  @Override
  public @Nullable KnownKey findImported(String hashOfRecord) throws SQLException {
    return whole(importedRow(hashOfRecord));
  }

  private @Nullable Row importedRow(String hashOfRecord) throws SQLException {
    try (var connection = database.getConnection();
        var select = connection.prepareStatement(BY_IMPORTED_HASH)) {
      select.setString(1, hashOfRecord);
      try (var rows = select.executeQuery()) {
        return rows.next() ? row(rows) : null;
      }
    }
  }

  @Override
  public List<Candidate> withoutIndex(String prefix, List<String> pepperVersions, int limit)
      throws SQLException {
    return candidates(WITHOUT_INDEX, List.of(prefix), pepperVersions, limit);
  }

  @Override
  public List<Candidate> importedWithoutIndex(
      List<String> prefixes, List<String> pepperVersions, int limit) throws SQLException {
    return candidates(IMPORTED_WITHOUT_INDEX, prefixes, pepperVersions, limit);
  }

  private List<Candidate> candidates(
      String sql, List<String> prefixes, List<String> pepperVersions, int limit)
      throws SQLException {
    try (var connection = database.getConnection();
        var select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", prefixes.toArray()));
      select.setArray(2, connection.createArrayOf("text", pepperVersions.toArray()));
      select.setInt(3, limit);
      try (var rows = select.executeQuery()) {
        var candidates = new ArrayList<Candidate>();
        while (rows.next()) {
          candidates.add(new Candidate(rows.getString(1), rows.getString(2)));
        }
        return candidates;
      }
    }
  }

  @Override
  public boolean index(String keyId, KeyDigest digest, String pepperVersion) throws SQLException {
    try (var connection = database.getConnection();
        var update = connection.prepareStatement(INDEX)) {
      update.setBytes(1, digest.bytes());
      update.setString(2, pepperVersion);
      update.setString(3, keyId);
      update.setBytes(4, digest.bytes());
      return update.executeUpdate() > 0;
    }
  }

  /** A key without the keys at providers that its owner brings along. */
  private record Row(Principal principal, KnownKey.State state, boolean hasOwnKeys) {}

  private @Nullable KnownKey whole(@Nullable Row row) throws SQLException {
    if (row == null) {
      return null;
    }
    var principal = row.principal();
    return new KnownKey(
        row.hasOwnKeys() ? principal.withOwnKeys(ownKeys.of(principal)) : principal, row.state());
  }

  private Row row(ResultSet rows) throws SQLException {
    var userId = rows.getString("user_id");
    var slug = shared(rows, "slug");
    var path =
        "user".equals(rows.getString("wallet"))
            ? "wallet:user:" + userId
            : "wallet:organization:" + slug;
    var keyId = rows.getString("key_id");
    var restrictions = JdbcRestrictions.read(rows, keyId);
    var principal =
        new Principal(
            keyId,
            userId == null ? "" : userId,
            shared(rows, "organization_id"),
            slug,
            rows.getString("family").equals("service") ? slug : "",
            permissions(rows),
            shared(rows, "plan"),
            shared(rows, "subscription_tier"),
            shared(rows, "price_book"),
            List.of(path),
            validity(rows),
            restrictions == null ? Restrictions.EVERYTHING : restrictions);
    return new Row(principal, state(rows, restrictions != null), rows.getBoolean("has_own_keys"));
  }

  /** Text that many keys have in common: those in memory have it once. */
  private static String shared(ResultSet rows, String column) throws SQLException {
    return rows.getString(column).intern();
  }

  private static Set<String> permissions(ResultSet rows) throws SQLException {
    var names = (String[]) rows.getArray("permissions").getArray();
    return Arrays.stream(names).map(String::intern).collect(toUnmodifiableSet());
  }

  private static Validity validity(ResultSet rows) throws SQLException {
    var end = rows.getObject("ends_at", OffsetDateTime.class);
    if (end == null) {
      return Validity.UNLIMITED;
    }
    return rows.getBoolean("rotated")
        ? Validity.rotated(end.toInstant())
        : Validity.until(end.toInstant());
  }

  private KnownKey.State state(ResultSet rows, boolean readable) throws SQLException {
    if (rows.getObject("revoked_at") != null) {
      return KnownKey.State.REVOKED;
    }
    var user = rows.getString("user_status");
    boolean active =
        rows.getString("organization_status").equals("active")
            && (user == null || user.equals("active"));
    if (!active) {
      return KnownKey.State.INACTIVE;
    }
    var environment = rows.getString("environment");
    if (environment != null && !environments.contains(environment)) {
      return KnownKey.State.OTHER_ENVIRONMENT;
    }
    return readable ? KnownKey.State.ACTIVE : KnownKey.State.UNREADABLE;
  }
}
