package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.ByokKey.Holder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Who there is that may bring keys along. */
final class JdbcByokOwners {
  private static final String USER =
      """
      SELECT u.id AS owner_id, o.id AS organization_id, o.slug, o.subscription_tier
      FROM authz.app_user u JOIN authz.organization o ON o.id = u.organization_id WHERE u.id = :name
      """;

  /**
   * Whom an import has made, the platform's administrators alone can have named; users of any id
   * and address are also made by those of an organization.
   */
  private static final String WAS_IMPORTED =
      """
       AND EXISTS (SELECT FROM authz.audit_event e WHERE e.subject = u.id AND e.action = 'user.imported')
      """;

  private static final String ORGANIZATION =
      """
      SELECT id AS owner_id, id AS organization_id, slug, subscription_tier FROM authz.organization
      WHERE id = :name OR slug = :name ORDER BY id = :name DESC LIMIT 1
      """;

  private static final String IMPORTED =
      """
      SELECT o.id AS owner_id, o.id AS organization_id, o.slug, o.subscription_tier
      FROM authz.imported i JOIN authz.organization o ON o.id = i.new_id
      WHERE i.kind = 'organizations' AND i.source = :source AND i.old_id = :old
      """;

  /** Many users have their address as their id. */
  private static final String BY_EMAIL =
      """
      SELECT u.id AS owner_id, o.id AS organization_id, o.slug, o.subscription_tier, lower(u.id) AS by_id,
        lower(u.email) AS by_email
      FROM authz.app_user u JOIN authz.organization o ON o.id = u.organization_id
      WHERE (lower(u.id) IN (<emails>) OR lower(u.email) IN (<emails>))
      """
          + WAS_IMPORTED;

  private final Jdbi jdbi;

  JdbcByokOwners(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  Optional<ByokOwner> user(String id) {
    return find(USER, OwnKey.Owner.USER, id);
  }

  /** A user that came by an import. */
  Optional<ByokOwner> importedUser(String id) {
    return find(USER + WAS_IMPORTED, OwnKey.Owner.USER, id);
  }

  Optional<ByokOwner> organization(String idOrSlug) {
    return find(ORGANIZATION, OwnKey.Owner.ORGANIZATION, idOrSlug);
  }

  Optional<ByokOwner> organizationOfSlug(String slug) {
    return organization(slug).filter(found -> found.organizationSlug().equals(slug));
  }

  /**
   * What an organization of another system is here.
   *
   * @param source the other system
   */
  Optional<ByokOwner> imported(String source, String oldId) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(IMPORTED)
            .bind("source", source)
            .bind("old", oldId)
            .map((rows, context) -> owner(OwnKey.Owner.ORGANIZATION, rows))
            .findOne());
  }

  /**
   * Users that came by an import, by an e-mail address that is theirs, or their id; reads all once.
   *
   * @param emails in lower case; one at least
   * @return by these; what is nobody's is missing
   */
  Map<String, List<ByokOwner>> usersByEmail(Collection<String> emails) {
    var found = new HashMap<String, List<ByokOwner>>();
    jdbi.useHandle(handle ->
        handle
            .createQuery(BY_EMAIL)
            .bindList("emails", List.copyOf(emails))
            .map((rows, context) -> byName(rows))
            .forEach(row -> row.addTo(found)));
    return found;
  }

  private static ByName byName(ResultSet row) throws SQLException {
    return new ByName(
        owner(OwnKey.Owner.USER, row), row.getString("by_id"), row.getString("by_email"));
  }

  /**
   * A user by what it may be called.
   *
   * @param email null if it is not known
   */
  private record ByName(ByokOwner owner, String id, @Nullable String email) {
    void addTo(Map<String, List<ByokOwner>> found) {
      found.computeIfAbsent(id, _ -> new ArrayList<>()).add(owner);
      if (email != null && !email.equals(id)) {
        found.computeIfAbsent(email, _ -> new ArrayList<>()).add(owner);
      }
    }
  }

  private Optional<ByokOwner> find(String sql, OwnKey.Owner kind, String name) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(sql)
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
