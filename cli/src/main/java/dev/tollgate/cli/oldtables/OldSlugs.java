package dev.tollgate.cli.oldtables;

import java.util.HashMap;
import java.util.Map;

/** What the other system calls its organizations. */
public final class OldSlugs {
  private OldSlugs() {}

  /** The slugs of all organizations, by their ids; empty if there is no such table. */
  public static Map<String, String> read(OldTables tables) {
    var slugs = new HashMap<String, String>();
    if (!tables.columns(OldTable.ORGANIZATIONS.table()).isEmpty()) {
      tables.read(
          OldTable.ORGANIZATIONS.table(),
          row -> {
            var values = new Values(OldTable.ORGANIZATIONS, row);
            slugs.put(values.text("id"), Translation.slug(values));
          });
    }
    return slugs;
  }
}
