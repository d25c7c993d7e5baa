package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.OrganizationKey;
import java.util.List;

/** Keys of organizations and services, as people read them. */
final class OrganizationKeyTable {
  private OrganizationKeyTable() {}

  static Table of(List<OrganizationKey> keys) {
    var table =
        new Table(
            "KEY ID",
            "PREFIX",
            "NAME",
            "ORGANIZATION",
            "STATUS",
            "CREATED",
            "LAST USED",
            "EXPIRES");
    for (var key : keys) {
      table.row(
          key.getKeyId(),
          key.getPrefix(),
          key.getName(),
          key.getOrganization(),
          key.getStatus(),
          Table.time(key.hasCreatedAt(), key.getCreatedAt()),
          Table.time(key.hasLastUsed(), key.getLastUsed()),
          Table.time(key.hasExpiresAt(), key.getExpiresAt()));
    }
    return table;
  }
}
