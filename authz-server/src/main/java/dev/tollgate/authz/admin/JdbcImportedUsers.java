package dev.tollgate.authz.admin;

import dev.tollgate.authz.admin.JdbcImportedOrganizations.Known;
import dev.tollgate.proto.admin.v1.ImportedUser;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Users of another system, within one transaction. Their ids stay as they are. */
final class JdbcImportedUsers {
  private final Handle handle;
  private final JdbcImport.Batch batch;
  private final JdbcImportedOrganizations organizations;

  JdbcImportedUsers(
      Handle handle, JdbcImport.Batch batch, JdbcImportedOrganizations organizations) {
    this.handle = handle;
    this.batch = batch;
    this.organizations = organizations;
  }

  RowOutcome take(ImportedUser row) {
    var fields = ImportChecks.user(row);
    if (!fields.problems().isEmpty()) {
      return new RowOutcome.Refused(fields.problems());
    }
    var before = organizationId(row.getUserId());
    if (before.isPresent() && row.getOrganizationId().isEmpty()) {
      return new RowOutcome.Unchanged(row.getUserId());
    }
    var organization = organization(row.getOrganizationId());
    if (organization.isEmpty()) {
      return noOrganization();
    }
    if (before.isPresent()) {
      return before.get().equals(organization.get().id())
          ? new RowOutcome.Unchanged(row.getUserId())
          : otherOrganization();
    }
    insert(row, organization.get());
    return new RowOutcome.Imported(row.getUserId());
  }

  /** Of an old id; the default one if that is empty. */
  Optional<Known> organization(String oldId) {
    return oldId.isEmpty() ? Optional.of(organizations.defaultOne()) : organizations.find(oldId);
  }

  static RowOutcome.Refused noOrganization() {
    return RowOutcome.Refused.of(
        "organization_id", "is no organization that was imported from this source");
  }

  static RowOutcome.Refused otherOrganization() {
    return RowOutcome.Refused.of(
        "organization_id", "is not the organization that this user belongs to here");
  }

  /** Which organization a user belongs to. */
  Optional<String> organizationId(String userId) {
    return handle
        .createQuery("SELECT organization_id FROM authz.app_user WHERE id = :id")
        .bind("id", userId)
        .mapTo(String.class)
        .findOne();
  }

  void insert(ImportedUser row, Known organization) {
    var sql =
        """
        INSERT INTO authz.app_user (id, organization_id, email, status, created_at, updated_at)
        VALUES (:id, :organization, nullif(:email, ''), :status, :now, :now)
        """;
    handle
        .createUpdate(sql)
        .bind("id", row.getUserId())
        .bind("organization", organization.id())
        .bind("email", row.getEmail())
        .bind("status", ImportChecks.orActive(row.getStatus()))
        .bind("now", JdbcTimes.of(batch.now()))
        .execute();
    JdbcAudit.write(
        handle, batch.caller(), "user.imported", row.getUserId(), organization.id(), batch.now());
  }
}
