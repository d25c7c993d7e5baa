package dev.tollgate.authz.admin;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Which wallets the users and organizations of another system have here. */
final class JdbcWalletOwners {
  private static final String USERS =
      """
      SELECT u.id, 'wallet:user:' || u.id, o.subscription_tier
      FROM authz.app_user u JOIN authz.organization o ON o.id = u.organization_id WHERE u.id = ANY (?)
      """;
  private static final String IMPORTED =
      """
      SELECT i.old_id, 'wallet:organization:' || o.slug, o.subscription_tier
      FROM authz.imported i JOIN authz.organization o ON o.id = i.new_id
      WHERE i.kind = 'organizations' AND i.old_id = ANY (?) AND i.source = ?
      """;
  private static final String SLUGS =
      """
      SELECT slug, 'wallet:organization:' || slug, subscription_tier FROM authz.organization WHERE slug = ANY (?)
      """;

  private final DataSource database;

  JdbcWalletOwners(DataSource database) {
    this.database = database;
  }

  /**
   * A wallet that somebody here pays with.
   *
   * @param tier what its owner is told
   */
  record Wallet(String account, String tier) {}

  /** Those that there are: of users and organizations by their ids there, of others by slug. */
  record Wallets(
      Map<String, Wallet> users, Map<String, Wallet> imported, Map<String, Wallet> slugs) {}

  /**
   * Looks all of them up on one connection.
   *
   * @param source the other system, by whose ids organizations are known that were imported from it
   */
  Wallets find(
      String source,
      Collection<String> users,
      Collection<String> organizations,
      Collection<String> slugs)
      throws SQLException {
    try (var connection = database.getConnection()) {
      return new Wallets(
          select(connection, USERS, users),
          select(connection, IMPORTED, organizations, source),
          select(connection, SLUGS, slugs));
    }
  }

  private static Map<String, Wallet> select(
      Connection connection, String sql, Collection<String> ids, String... more)
      throws SQLException {
    var wallets = new HashMap<String, Wallet>();
    try (var select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", ids.toArray(String[]::new)));
      for (int i = 0; i < more.length; i++) {
        select.setString(2 + i, more[i]);
      }
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          wallets.put(rows.getString(1), new Wallet(rows.getString(2), rows.getString(3)));
        }
      }
    }
    return wallets;
  }
}
