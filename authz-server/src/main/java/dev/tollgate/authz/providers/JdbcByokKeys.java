package dev.tollgate.authz.providers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.apikey.OwnKeys;
import dev.tollgate.authz.sealing.Place;
import dev.tollgate.authz.sealing.Sealed;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.kit.config.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link OwnKeys} in schema {@code authz}. A key that was opened stays in mind under its place,
 * which no other key ever has: the many keys of an organization share it, and sealing it anew asks
 * nobody to open it again.
 */
public final class JdbcByokKeys implements OwnKeys {
  private static final Logger log = LoggerFactory.getLogger(JdbcByokKeys.class);
  private static final int OPENED_MAX = 10_000;
  private static final Duration UNUSED_FOR = Duration.ofHours(1);
  private static final String COLUMNS =
      "id, owner_kind, owner_id, provider, endpoint, sealed_with, ciphertext";

  /** A user's stands before the organization's. */
  private static final String OF_CALLER =
      """
      SELECT DISTINCT ON (provider) %s FROM authz.byok_key
      WHERE (owner_kind = 'user' AND owner_id = ?) OR (owner_kind = 'organization' AND owner_id = ?)
      ORDER BY provider, owner_kind DESC
      """
          .formatted(COLUMNS);

  private static final String PAGE =
      "SELECT %s FROM authz.byok_key WHERE id > ? ORDER BY id LIMIT ?".formatted(COLUMNS);

  private final DataSource database;
  private final ByokPolicy policy;
  private final @Nullable Sealer sealer;
  private final Cache<Place, Secret> opened =
      Caffeine.newBuilder().maximumSize(OPENED_MAX).expireAfterAccess(UNUSED_FOR).build();

  public JdbcByokKeys(DataSource database, ProviderKeySettings settings) {
    this.database = database;
    this.policy = settings.byok();
    this.sealer = settings.sealer();
  }

  @Override
  public List<OwnKey> of(Principal caller) throws SQLException {
    var keys = new ArrayList<OwnKey>();
    for (var key : stored(caller)) {
      keys.add(ownKey(key, caller.tier()));
    }
    return List.copyOf(keys);
  }

  private OwnKey ownKey(ByokKey key, String tier) throws SQLException {
    if (!policy.allows(tier, key.endpoint())) {
      return ownKey(key, OwnKey.Standing.NOT_ALLOWED, null);
    }
    var secret = read(key);
    return ownKey(
        key, secret == null ? OwnKey.Standing.UNREADABLE : OwnKey.Standing.USABLE, secret);
  }

  private OwnKey ownKey(ByokKey key, OwnKey.Standing standing, @Nullable Secret secret) {
    return new OwnKey(
        key.id(),
        key.holder().kind(),
        key.provider(),
        key.endpoint(),
        standing,
        policy.fee(),
        secret);
  }

  /**
   * Null if it cannot be read here.
   *
   * @throws SQLException if only the service that keeps the key-encryption key does not answer:
   *     what is so for now must not be remembered
   */
  private @Nullable Secret read(ByokKey key) throws SQLException {
    var known = opened.getIfPresent(key.place());
    if (known != null) {
      return known;
    }
    if (sealer == null) {
      log.error("{} cannot be read here: there are no encryption.keys", key.name());
      return null;
    }
    try {
      var secret = sealer.open(key.sealed(), key.place());
      opened.put(key.place(), secret);
      return secret;
    } catch (UnreadableException e) {
      if (e.passing()) {
        throw new SQLException(key.name() + " cannot be read now: " + e.getMessage(), e);
      }
      log.error("{} cannot be read here: {}", key.name(), e.getMessage());
      return null;
    }
  }

  /**
   * Opens every key there is, and names those that cannot be read here. Blocks.
   *
   * @param pageSize how many are read at a time
   * @return how many cannot be read
   */
  int check(int pageSize) throws SQLException {
    int unreadable = 0;
    var page = page("", pageSize);
    while (!page.isEmpty()) {
      for (var key : page) {
        unreadable += isReadable(key) ? 0 : 1;
      }
      page = page(page.getLast().id(), pageSize);
    }
    return unreadable;
  }

  private boolean isReadable(ByokKey key) {
    try {
      return read(key) != null;
    } catch (SQLException notNow) {
      log.warn("{}", notNow.getMessage());
      return false;
    }
  }

  private List<ByokKey> stored(Principal caller) throws SQLException {
    try (var connection = database.getConnection();
        var select = connection.prepareStatement(OF_CALLER)) {
      select.setString(1, caller.userId());
      select.setString(2, caller.organizationId());
      try (var rows = select.executeQuery()) {
        return keys(rows);
      }
    }
  }

  private List<ByokKey> page(String after, int size) throws SQLException {
    try (var connection = database.getConnection();
        var select = connection.prepareStatement(PAGE)) {
      select.setString(1, after);
      select.setInt(2, size);
      try (var rows = select.executeQuery()) {
        return keys(rows);
      }
    }
  }

  private static List<ByokKey> keys(ResultSet rows) throws SQLException {
    var keys = new ArrayList<ByokKey>();
    while (rows.next()) {
      keys.add(key(rows));
    }
    return keys;
  }

  /** A row with the columns of a {@link ByokKey}. */
  public static ByokKey key(ResultSet row) throws SQLException {
    var kind = OwnKey.Owner.valueOf(row.getString("owner_kind").toUpperCase(Locale.ROOT));
    return new ByokKey(
        row.getString("id"),
        new ByokKey.Holder(kind, row.getString("owner_id")),
        row.getString("provider"),
        row.getString("endpoint"),
        new Sealed(row.getString("sealed_with"), row.getBytes("ciphertext")));
  }
}
