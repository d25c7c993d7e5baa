package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.Organization;
import dev.tollgate.proto.admin.v1.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Organizations and users in schema {@code authz}. */
final class JdbcOrganizations {
  private static final String DEFAULT = "default";
  private static final String ORGANIZATIONS =
      """
      SELECT id, slug, name, display_name, email, plan, status, is_service_account, subscription_tier, price_book,
             max_api_keys, created_at, updated_at
      FROM authz.organization
      """;

  private final Jdbi jdbi;

  JdbcOrganizations(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /** Stores an organization; false if there is one with its slug. */
  boolean create(Caller caller, Organization organization, Instant now) {
    return jdbi.inTransaction(handle -> {
      boolean created = insert(handle, organization, now);
      if (created) {
        JdbcAudit.write(
            handle,
            caller,
            "organization.created",
            organization.getSlug(),
            organization.getId(),
            now);
      }
      return created;
    });
  }

  static boolean insert(Handle handle, Organization organization, Instant now) {
    var sql =
        """
        INSERT INTO authz.organization (id, name, display_name, slug, email, plan, is_service_account,
          subscription_tier, price_book, max_api_keys, created_at, updated_at)
        VALUES (:id, :name, :display, :slug, :email, :plan, :service, :tier, :book, :keys, :now, :now)
        ON CONFLICT (slug) DO NOTHING
        """;
    return handle
            .createUpdate(sql)
            .bind("id", organization.getId())
            .bind("name", organization.getName())
            .bind("display", organization.getDisplayName())
            .bind("slug", organization.getSlug())
            .bind("email", orNull(organization.getEmail()))
            .bind("plan", organization.getPlan())
            .bind("service", organization.getIsServiceAccount())
            .bind("tier", organization.getSubscriptionTier())
            .bind("book", organization.getPriceBook())
            .bind("keys", organization.hasMaxApiKeys() ? organization.getMaxApiKeys() : null)
            .bind("now", JdbcTimes.of(now))
            .execute()
        == 1;
  }

  Optional<Organization> find(String slug) {
    return jdbi.withHandle(handle -> find(handle, slug));
  }

  private static Optional<Organization> find(Handle handle, String slug) {
    return handle
        .createQuery(ORGANIZATIONS + "WHERE slug = :slug")
        .bind("slug", slug)
        .map((rows, context) -> organization(rows))
        .findOne();
  }

  /** An organization that the caller sees; the id counts before the slug. */
  Optional<Organization> find(Caller caller, String idOrSlug) {
    return jdbi.withHandle(handle -> find(handle, caller, idOrSlug, ""));
  }

  private static Optional<Organization> find(
      Handle handle, Caller caller, String idOrSlug, String lock) {
    return handle
        .createQuery(
            ORGANIZATIONS
                + "WHERE id = :name OR slug = :name ORDER BY id = :name DESC LIMIT 1 "
                + lock)
        .bind("name", idOrSlug)
        .map((rows, context) -> organization(rows))
        .findOne()
        .filter(found -> caller.sees(found.getId()));
  }

  /** How many organizations {@link #list} has on all pages. */
  long count(Caller caller) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(
                "SELECT count(*) FROM authz.organization WHERE :own::text IS NULL OR id = :own")
            .bind("own", caller.organizationId())
            .mapTo(Long.class)
            .one());
  }

  /**
   * Changes an organization that the caller sees, all but its id and slug; what {@code change}
   * throws changes nothing. Returns it as it is then; empty if there is none.
   */
  Optional<Organization> update(
      Caller caller, String idOrSlug, UnaryOperator<Organization> change, Instant now) {
    return jdbi.inTransaction(handle -> {
      var before = find(handle, caller, idOrSlug, "FOR UPDATE");
      if (before.isEmpty()) {
        return before;
      }
      var after = change.apply(before.get());
      JdbcOrganizationUpdate.write(handle, after, now);
      var id = after.getId();
      JdbcAudit.write(handle, caller, "organization.updated", after.getSlug(), id, now);
      if (!after.getStatus().equals(before.get().getStatus())) {
        JdbcAudit.write(
            handle, caller, "organization." + after.getStatus(), after.getSlug(), id, now);
      }
      return find(handle, after.getSlug());
    });
  }

  /** By slug; those after one if {@code after} is not empty. */
  List<Organization> list(Caller caller, String after, int limit) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(
                ORGANIZATIONS
                    + "WHERE slug > :after AND (:own::text IS NULL OR id = :own) ORDER BY slug"
                    + " LIMIT :limit")
            .bind("after", after)
            .bind("own", caller.organizationId())
            .bind("limit", limit)
            .map((rows, context) -> organization(rows))
            .list());
  }

  /**
   * Changes the status unless the organization is closed. Returns it as it is then; empty if there
   * is none.
   */
  Optional<Organization> setStatus(Caller caller, String slug, String status, Instant now) {
    var sql =
        """
        UPDATE authz.organization SET status = :status, updated_at = greatest(:now, created_at)
        WHERE slug = :slug AND status <> :status AND status <> 'closed'
        """;
    return jdbi.inTransaction(handle -> {
      int changed =
          handle
              .createUpdate(sql)
              .bind("status", status)
              .bind("now", JdbcTimes.of(now))
              .bind("slug", slug)
              .execute();
      var organization = find(handle, slug);
      if (changed > 0 && organization.isPresent()) {
        JdbcAudit.write(
            handle, caller, "organization." + status, slug, organization.get().getId(), now);
      }
      return organization;
    });
  }

  /** Stores a user; empty if there is one with this id. */
  Optional<User> createUser(
      Caller caller, CreateUserRequest request, String organizationId, String wallet, Instant now) {
    var sql =
        """
        INSERT INTO authz.app_user (id, organization_id, email, wallet, created_at, updated_at)
        VALUES (:id, :organization, :email, :wallet, :now, :now) ON CONFLICT (id) DO NOTHING
        """;
    return jdbi.inTransaction(handle -> {
      int created =
          handle
              .createUpdate(sql)
              .bind("id", request.getUserId())
              .bind("organization", organizationId)
              .bind("email", orNull(request.getEmail()))
              .bind("wallet", wallet)
              .bind("now", JdbcTimes.of(now))
              .execute();
      if (created == 0) {
        return Optional.empty();
      }
      JdbcAudit.write(handle, caller, "user.created", request.getUserId(), organizationId, now);
      return Optional.of(
          User.newBuilder()
              .setUserId(request.getUserId())
              .setOrganizationId(organizationId)
              .setEmail(request.getEmail())
              .setStatus("active")
              .setWallet(wallet)
              .setCreatedAt(Issuing.timestamp(now))
              .build());
    });
  }

  /**
   * The id of an organization that the caller sees. Empty stands for its own, and for the platform
   * for the default one, which is made if it is not there yet.
   */
  static Optional<String> id(Handle handle, Caller caller, String slugOrEmpty, Instant now) {
    var own = caller.organizationId();
    if (slugOrEmpty.isEmpty() && own != null) {
      return Optional.of(own);
    }
    var slug = slugOrEmpty.isEmpty() ? DEFAULT : slugOrEmpty;
    if (slug.equals(DEFAULT)) {
      insert(handle, defaultOrganization(), now);
    }
    return handle
        .createQuery("SELECT id FROM authz.organization WHERE slug = :slug")
        .bind("slug", slug)
        .mapTo(String.class)
        .findOne()
        .filter(caller::sees);
  }

  Optional<String> id(Caller caller, String slug, Instant now) {
    return jdbi.inTransaction(handle -> id(handle, caller, slug, now));
  }

  private static Organization defaultOrganization() {
    return Organization.newBuilder()
        .setId("org_default")
        .setSlug(DEFAULT)
        .setName("Default Organization")
        .setDisplayName("Default Organization")
        .setPlan("free")
        .setSubscriptionTier("free")
        .setPriceBook("default")
        .build();
  }

  private static Organization organization(ResultSet rows) throws SQLException {
    var organization =
        Organization.newBuilder()
            .setId(rows.getString("id"))
            .setSlug(rows.getString("slug"))
            .setName(rows.getString("name"))
            .setDisplayName(rows.getString("display_name"))
            .setEmail(orEmpty(rows.getString("email")))
            .setPlan(rows.getString("plan"))
            .setStatus(rows.getString("status"))
            .setIsServiceAccount(rows.getBoolean("is_service_account"))
            .setSubscriptionTier(rows.getString("subscription_tier"))
            .setPriceBook(rows.getString("price_book"))
            .setCreatedAt(Issuing.timestamp(JdbcTimes.instant(rows, "created_at")))
            .setUpdatedAt(Issuing.timestamp(JdbcTimes.instant(rows, "updated_at")));
    int keys = rows.getInt("max_api_keys");
    if (!rows.wasNull()) {
      organization.setMaxApiKeys(keys);
    }
    return organization.build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
