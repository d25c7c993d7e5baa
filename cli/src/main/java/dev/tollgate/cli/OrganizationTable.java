package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.Organization;
import java.util.List;

/** Organizations, as people read them. */
final class OrganizationTable {
  private OrganizationTable() {}

  static String of(List<Organization> organizations) {
    var table = new Table("SLUG", "NAME", "KIND", "PLAN", "TIER", "STATUS", "CREATED");
    for (var organization : organizations) {
      table.row(
          organization.getSlug(),
          organization.getDisplayName(),
          organization.getIsServiceAccount() ? "service" : "customer",
          organization.getPlan(),
          organization.getSubscriptionTier(),
          organization.getStatus(),
          Table.time(organization.hasCreatedAt(), organization.getCreatedAt()));
    }
    return table.toString();
  }
}
