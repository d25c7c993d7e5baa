package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.Organization;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Writes what may change of an organization. */
final class JdbcOrganizationUpdate {
  private JdbcOrganizationUpdate() {}

  static void write(Handle handle, Organization organization, Instant now) {
    var sql =
        """
        UPDATE authz.organization SET name = :name, display_name = :display, email = :email, plan = :plan,
          subscription_tier = :tier, price_book = :book, max_api_keys = :keys, status = :status,
          updated_at = greatest(:now, created_at)
        WHERE id = :id
        """;
    handle
        .createUpdate(sql)
        .bind("id", organization.getId())
        .bind("name", organization.getName())
        .bind("display", organization.getDisplayName())
        .bind("email", JdbcOrganizations.orNull(organization.getEmail()))
        .bind("plan", organization.getPlan())
        .bind("tier", organization.getSubscriptionTier())
        .bind("book", organization.getPriceBook())
        .bind("keys", organization.hasMaxApiKeys() ? organization.getMaxApiKeys() : null)
        .bind("status", organization.getStatus())
        .bind("now", JdbcTimes.of(now))
        .execute();
  }
}
