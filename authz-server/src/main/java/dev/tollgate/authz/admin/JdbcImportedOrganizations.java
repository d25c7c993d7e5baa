package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.ImportedOrganization;
import dev.tollgate.proto.admin.v1.Organization;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Organizations of another system, within one transaction. */
final class JdbcImportedOrganizations {
  private static final String TABLE = "organizations";
  private static final String MANAGED = "managed";

  private final Handle handle;
  private final JdbcImport.Batch batch;
  private final SecureRandom random;
  private final Map<String, Optional<Known>> byOldId = new HashMap<>();

  JdbcImportedOrganizations(Handle handle, JdbcImport.Batch batch, SecureRandom random) {
    this.handle = handle;
    this.batch = batch;
    this.random = random;
  }

  /** An organization of ours. */
  record Known(String id, String slug, boolean service) {}

  RowOutcome take(ImportedOrganization row) {
    var known = find(row.getOldId());
    if (known.isPresent()) {
      return new RowOutcome.Unchanged(known.get().id());
    }
    var organization = organization(row);
    var fields =
        ImportChecks.organization(row)
            .name("plan", organization.getPlan())
            .require(
                "plan",
                planExists(organization.getPlan()),
                "is no plan here: make it first, by \"tollgate plan set "
                    + organization.getPlan()
                    + "\"");
    if (!fields.problems().isEmpty()) {
      return new RowOutcome.Refused(fields.problems());
    }
    byOldId.remove(row.getOldId());
    var existing = bySlug(row.getSlug());
    if (existing.isPresent()) {
      return adopt(row, existing.get());
    }
    insert(row, organization);
    return new RowOutcome.Imported(organization.getId());
  }

  private RowOutcome adopt(ImportedOrganization row, Known existing) {
    if (existing.service() != row.getIsServiceAccount()) {
      return RowOutcome.Refused.of(
          "slug",
          "is that of "
              + (existing.service() ? "a service" : "an organization that is no service")
              + " here: give it another one");
    }
    JdbcImported.remember(handle, batch, TABLE, row.getOldId(), existing.id());
    return new RowOutcome.Unchanged(existing.id());
  }

  private void insert(ImportedOrganization row, Organization organization) {
    JdbcOrganizations.insert(handle, organization, batch.now());
    var status = ImportChecks.orActive(row.getStatus());
    if (!status.equals("active")) {
      handle.execute(
          "UPDATE authz.organization SET status = ? WHERE id = ?", status, organization.getId());
    }
    JdbcImported.remember(handle, batch, TABLE, row.getOldId(), organization.getId());
    JdbcAudit.write(
        handle,
        batch.caller(),
        "organization.imported",
        organization.getSlug(),
        organization.getId(),
        batch.now());
  }

  private Organization organization(ImportedOrganization row) {
    boolean service = row.getIsServiceAccount();
    var name = or(row.getName(), row.getSlug());
    var plan = or(row.getPlan(), service ? MANAGED : "free");
    var organization =
        Organization.newBuilder()
            .setId(Issuing.id("org_", random))
            .setSlug(row.getSlug())
            .setName(name)
            .setDisplayName(or(row.getDisplayName(), name))
            .setEmail(row.getEmail())
            .setPlan(plan)
            .setIsServiceAccount(service)
            .setSubscriptionTier(or(row.getSubscriptionTier(), service ? MANAGED : plan))
            .setPriceBook("default");
    if (row.hasMaxApiKeys()) {
      organization.setMaxApiKeys(row.getMaxApiKeys());
    }
    return organization.build();
  }

  private static String or(String value, String otherwise) {
    return value.isEmpty() ? otherwise : value;
  }

  private boolean planExists(String plan) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM authz.plan WHERE id = :plan)")
        .bind("plan", plan)
        .mapTo(Boolean.class)
        .one();
  }

  /** What an imported organization is here. */
  Optional<Known> find(String oldId) {
    return byOldId.computeIfAbsent(
        oldId,
        _ ->
            JdbcImported.find(handle, batch, TABLE, oldId).flatMap(id -> known("id = :value", id)));
  }

  private Optional<Known> bySlug(String slug) {
    return known("slug = :value", slug);
  }

  /** The organization of those who have none; made if it is not there yet. */
  Known defaultOne() {
    var id = JdbcOrganizations.id(handle, batch.caller(), "", batch.now()).orElseThrow();
    return known("id = :value", id).orElseThrow();
  }

  Optional<Known> withId(String id) {
    return known("id = :value", id);
  }

  private Optional<Known> known(String condition, String value) {
    return handle
        .createQuery(
            "SELECT id, slug, is_service_account FROM authz.organization WHERE " + condition)
        .bind("value", value)
        .map((rows, context) ->
            new Known(
                rows.getString("id"),
                rows.getString("slug"),
                rows.getBoolean("is_service_account")))
        .findOne();
  }
}
