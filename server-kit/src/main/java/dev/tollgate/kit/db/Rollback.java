package dev.tollgate.kit.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes back the newest migration of a schema by its reviewed script: {@code U3__name.sql} for
 * {@code V3__name.sql}. Where that can lose data, the script says so in lines like
 *
 * <pre>-- loses "who was imported": SELECT EXISTS (SELECT FROM authz.api_key WHERE ...)</pre>
 */
public final class Rollback {
  private static final Pattern LOSES = Pattern.compile("(?m)^-- loses \"([^\"]+)\": (SELECT .+)$");

  private Rollback() {}

  /** What came of it. */
  public sealed interface Outcome {
    /** The script ran, and the record of the migration is gone, in one transaction. */
    record Undone(String version, String description) implements Outcome {}

    /** Nothing changed: there is data that would be lost. */
    record WouldLose(String version, List<String> what) implements Outcome {}

    /** Nothing changed: this migration has no way back. */
    record NoWayBack(String version) implements Outcome {}

    /** Nothing is applied. */
    enum Nothing implements Outcome {
      NOTHING
    }
  }

  private record Applied(int rank, String version, String description, String script) {}

  /**
   * Takes back the newest migration. No server of this release may run: it would apply it again.
   *
   * @param force whether data may be lost
   * @throws UnsuitableSchemaException if the newest migration is not this release's
   * @throws SQLException if the database cannot be asked, or the script fails; nothing has changed
   */
  public static Outcome newest(DataSource database, Schema schema, boolean force)
      throws SQLException {
    var _ = Migrations.requireKnown(database, schema, "roll back");
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      var outcome = undo(connection, schema, force);
      connection.commit();
      return outcome;
    }
  }

  private static Outcome undo(Connection connection, Schema schema, boolean force)
      throws SQLException {
    var newest = newest(connection, schema);
    if (newest == null) {
      return Outcome.Nothing.NOTHING;
    }
    var script = script(schema.location() + "/U" + newest.script().substring(1));
    if (script == null) {
      return new Outcome.NoWayBack(newest.version());
    }
    var lost = lost(connection, script);
    if (!lost.isEmpty() && !force) {
      return new Outcome.WouldLose(newest.version(), lost);
    }
    try (var statement = connection.createStatement();
        var forget =
            connection.prepareStatement(
                "DELETE FROM " + history(schema) + " WHERE installed_rank = ?")) {
      statement.execute(script);
      forget.setInt(1, newest.rank());
      forget.executeUpdate();
    }
    return new Outcome.Undone(newest.version(), newest.description());
  }

  /** Holds the record until the transaction ends, so that nobody applies anything meanwhile. */
  private static @Nullable Applied newest(Connection connection, Schema schema)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      try (var exists =
          statement.executeQuery("SELECT to_regclass('" + history(schema) + "') IS NULL")) {
        if (exists.next() && exists.getBoolean(1)) {
          return null;
        }
      }
      statement.execute("LOCK TABLE " + history(schema) + " IN ACCESS EXCLUSIVE MODE");
      try (var rows =
          statement.executeQuery(
              "SELECT installed_rank, version, description, script FROM "
                  + history(schema)
                  + " WHERE version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")) {
        return rows.next()
            ? new Applied(rows.getInt(1), rows.getString(2), rows.getString(3), rows.getString(4))
            : null;
      }
    }
  }

  private static String history(Schema schema) {
    return schema.name() + ".flyway_schema_history";
  }

  private static List<String> lost(Connection connection, String script) throws SQLException {
    var lost = new ArrayList<String>();
    var loses = LOSES.matcher(script);
    while (loses.find()) {
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery(loses.group(2))) {
        if (rows.next() && rows.getBoolean(1)) {
          lost.add(loses.group(1));
        }
      }
    }
    return lost;
  }

  private static @Nullable String script(String resource) {
    try (var stream = Rollback.class.getClassLoader().getResourceAsStream(resource)) {
      return stream == null ? null : new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
