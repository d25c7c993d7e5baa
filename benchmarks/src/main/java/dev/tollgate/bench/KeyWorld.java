package dev.tollgate.bench;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.local.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * A real database full of keys, and a file with the keys themselves: made once, handed to other
 * JVMs in properties.
 */
record KeyWorld(DatabaseConfig database, Path keys) {
  private static final String URL = "bench.url";
  private static final String USER = "bench.user";
  private static final String PASSWORD = "bench.password";
  private static final String KEYS = "bench.keys";
  private static final int CONNECTIONS = 4;

  /**
   * Makes it; the database goes when this JVM ends.
   *
   * @param keys the file to write
   */
  static KeyWorld create(int keyCount, Path keys) throws IOException {
    var made = TestDatabase.create();
    var database = config(made.jdbcUrl(), made.user(), made.password());
    try (var connection = made.connect()) {
      Migrations.apply(Databases.connections(database, "schema"), new Schema("authz", "db/authz"));
      Files.write(keys, StoredKeys.store(connection, keyCount));
    } catch (SQLException e) {
      throw new IOException("the keys could not be stored: " + e.getMessage(), e);
    }
    return new KeyWorld(database, keys);
  }

  /** What another JVM was started with. */
  static KeyWorld given() {
    var database =
        config(System.getProperty(URL), System.getProperty(USER), System.getProperty(PASSWORD));
    return new KeyWorld(database, Path.of(System.getProperty(KEYS)));
  }

  private static DatabaseConfig config(String url, String user, String password) {
    return new DatabaseConfig(url, user, Secret.of(password), CONNECTIONS);
  }

  /** For the other JVM. */
  List<String> properties() {
    return List.of(
        property(URL, database.url()),
        property(USER, database.user()),
        property(PASSWORD, database.password().text()),
        property(KEYS, keys.toString()));
  }

  private static String property(String name, String value) {
    return "-D" + name + "=" + value;
  }

  /** A user's key without restrictions. */
  String plainKey() throws IOException {
    try (var lines = Files.lines(keys)) {
      return lines.skip(1).findFirst().orElseThrow();
    }
  }
}
