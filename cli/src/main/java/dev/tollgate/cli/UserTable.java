package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.User;

/** A user, as people read it. */
final class UserTable {
  private UserTable() {}

  static String of(User user) {
    var table = new Table("USER", "ORGANIZATION", "WALLET", "STATUS");
    table.row(user.getUserId(), user.getOrganizationId(), user.getWallet(), user.getStatus());
    return table.toString();
  }
}
