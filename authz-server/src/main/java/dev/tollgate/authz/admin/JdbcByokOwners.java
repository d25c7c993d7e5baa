package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.ByokKey.Holder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Who there is that may bring keys along. */
final class JdbcByokOwners {
  private static final String USER =
      """
      SELECT u.id AS owner_id, o.id AS organization_id, o.slug, o.subscription_tier
      FROM authz.app_user u JOIN authz.organization o ON o.id = u.organization_id WHERE u.id = :name
      """;
  private static final String ORGANIZATION =
      """
      SELECT id AS owner_id, id AS organization_id, slug, subscription_tier FROM authz.organization
      WHERE id = :name OR slug = :name ORDER BY id = :name DESC LIMIT 1
      """;

  private final Jdbi jdbi;

  JdbcByokOwners(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  Optional<ByokOwner> user(String id) {
    return find(OwnKey.Owner.USER, id);
  }

  Optional<ByokOwner> organization(String idOrSlug) {
    return find(OwnKey.Owner.ORGANIZATION, idOrSlug);
  }

  private Optional<ByokOwner> find(OwnKey.Owner kind, String name) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(kind == OwnKey.Owner.USER ? USER : ORGANIZATION)
            .bind("name", name)
            .map((rows, context) -> owner(kind, rows))
            .findOne());
  }

  /** A row with the columns of a {@link ByokOwner}. */
  static ByokOwner owner(OwnKey.Owner kind, ResultSet row) throws SQLException {
    return new ByokOwner(
        new Holder(kind, row.getString("owner_id")),
        row.getString("organization_id"),
        row.getString("slug"),
        row.getString("subscription_tier"));
  }
}
