package dev.tollgate.authz.admin;

import dev.tollgate.pricing.window.LimitId.Scope;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Whose limits there can be, as schema {@code authz} knows them. */
final class JdbcLimitOwners {
  private final DataSource database;

  JdbcLimitOwners(DataSource database) {
    this.database = database;
  }

  /**
   * The slug of an owner's organization; null if there is no such owner.
   *
   * @throws IllegalArgumentException if it is none of {@code key:<id>}, {@code user:<id>} and
   *     {@code organization:<slug>}
   */
  @Nullable String organization(String owner) throws SQLException {
    var scope = Scope.of(owner);
    var sql =
        switch (scope) {
          case KEY ->
              """
              SELECT o.slug FROM authz.api_key k JOIN authz.organization o ON o.id = k.organization_id
              WHERE k.key_id = ?
              """;
          case USER ->
              """
              SELECT o.slug FROM authz.app_user u JOIN authz.organization o ON o.id = u.organization_id
              WHERE u.id = ?
              """;
          case ORGANIZATION -> "SELECT slug FROM authz.organization WHERE slug = ?";
        };
    try (var connection = database.getConnection();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, scope.id(owner));
      try (var rows = select.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }
}
