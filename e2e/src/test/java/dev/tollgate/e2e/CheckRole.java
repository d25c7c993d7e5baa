package dev.tollgate.e2e;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;

/** The role of the database that docs/reference/roles.md makes for a server of role check. */
final class CheckRole {
  static final String NAME = "tollgate_authz_check";

  private CheckRole() {}

  /** Makes it as the document says, unless it is there; its password is the gateway's own. */
  static synchronized void create(Gateway gateway) throws IOException {
    var document = Files.readString(Repository.root().resolve("docs/reference/roles.md"));
    int begin = document.indexOf("```sql\n") + "```sql\n".length();
    var script = document.substring(begin, document.indexOf("```", begin));
    try (var database = gateway.database();
        var statement = database.createStatement()) {
      try (var roles =
          statement.executeQuery("SELECT FROM pg_roles WHERE rolname = '" + NAME + "'")) {
        if (roles.next()) {
          return;
        }
      }
      statement.execute(script);
      statement.execute(
          "UPDATE pg_authid SET rolpassword ="
              + " (SELECT rolpassword FROM pg_authid WHERE rolname = 'tollgate_authz')"
              + " WHERE rolname = '"
              + NAME
              + "'");
    } catch (SQLException e) {
      throw new IOException("The rights of roles.md cannot be granted: " + e.getMessage(), e);
    }
  }
}
