package dev.tollgate.authz.admin;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The two names of organizations: an id, which the ledger keeps, and a slug, for people. */
final class JdbcOrganizationNames {
  private final DataSource database;

  JdbcOrganizationNames(DataSource database) {
    this.database = database;
  }

  /** The id of an organization; null if there is none of that id or slug. The id counts first. */
  @Nullable String id(String idOrSlug) throws SQLException {
    var sql =
        """
        SELECT id FROM authz.organization WHERE id = ? OR slug = ? ORDER BY id = ? DESC LIMIT 1
        """;
    try (var connection = database.getConnection();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, idOrSlug);
      select.setString(2, idOrSlug);
      select.setString(3, idOrSlug);
      try (var rows = select.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  /** The slugs of those that there are, by id. */
  Map<String, String> slugs(Collection<String> ids) throws SQLException {
    var slugs = new HashMap<String, String>();
    if (ids.isEmpty()) {
      return slugs;
    }
    var sql = "SELECT id, slug FROM authz.organization WHERE id = ANY (?)";
    try (var connection = database.getConnection();
        var select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", ids.toArray(String[]::new)));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          slugs.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return slugs;
  }
}
