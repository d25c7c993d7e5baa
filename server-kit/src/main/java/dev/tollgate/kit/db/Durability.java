package dev.tollgate.kit.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether a PostgreSQL still has after a crash what it has acknowledged. */
public final class Durability {
  private static final List<String> SETTINGS =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private Durability() {}

  /**
   * The settings that are off, each of which loses acknowledged commits; empty if there is none.
   */
  public static List<String> problems(Connection connection) throws SQLException {
    var off = new ArrayList<String>();
    for (var setting : SETTINGS) {
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("SHOW " + setting)) {
        if (rows.next() && rows.getString(1).equals("off")) {
          off.add(setting);
        }
      }
    }
    return off;
  }
}
