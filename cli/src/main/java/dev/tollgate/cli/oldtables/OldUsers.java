package dev.tollgate.cli.oldtables;

import java.util.HashSet;
import java.util.Set;

/** The other system's users. */
final class OldUsers {
  private static final Set<String> OFF = Set.of("suspended", "closed");

  private OldUsers() {}

  /** The ids of those who are known to be off there; empty if there is no such table. */
  static Set<String> off(OldTables tables) {
    var off = new HashSet<String>();
    if (!tables.columns(OldTable.USERS.table()).isEmpty()) {
      tables.read(
          OldTable.USERS.table(),
          row -> {
            var values = new Values(OldTable.USERS, row);
            if (OFF.contains(Translation.status(values)) && values.problems().isEmpty()) {
              off.add(values.text("id"));
            }
          });
    }
    return off;
  }
}
