package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The system's PostgreSQL: one database, and a role and a schema for each server. Threads take
 * turns.
 */
final class LocalDatabase {
  private final SystemSettings settings;
  private final Secrets secrets;
  private final Backoff backoff;
  private @Nullable EmbeddedPostgres running;
  private boolean wanted;

  LocalDatabase(SystemSettings settings, Secrets secrets, LongSupplier nanoTime) {
    this.settings = settings;
    this.secrets = secrets;
    this.backoff = new Backoff(nanoTime);
  }

  String superuserPassword() throws IOException {
    return secrets.get("postgres-password", "");
  }

  /** Stops what a killed system has left running. */
  void stopLeftOver() throws IOException {
    EmbeddedPostgres.stopLeftOver(data());
  }

  /** Starts PostgreSQL, on the data it had, and makes what is missing in it. */
  synchronized void start() throws IOException {
    backoff.started();
    wanted = true;
    var started =
        EmbeddedPostgres.start(
            EmbeddedPostgres.sharedHome(),
            data(),
            settings.state().resolve("logs/postgres.log"),
            settings.ports().postgres(),
            superuserPassword());
    running = started;
    createDatabase(started);
    grantSchemas(started);
  }

  /**
   * Starts it again if it has died, should run, and its back-off has passed; says whether it did.
   */
  synchronized boolean revive() throws IOException {
    if (!wanted || (running != null && running.alive()) || !backoff.due()) {
      return false;
    }
    start();
    return true;
  }

  /** As a crash would. */
  synchronized void kill() throws IOException {
    wanted = false;
    if (running != null) {
      running.kill();
    }
  }

  /** In good order; repeating it changes nothing. */
  synchronized void stop() throws IOException {
    wanted = false;
    if (running != null) {
      running.close();
    }
  }

  private Path data() {
    return settings.state().resolve("postgres");
  }

  private void createDatabase(EmbeddedPostgres started) throws IOException {
    try (var connection =
            DriverManager.getConnection(started.jdbcUrl(), started.user(), superuserPassword());
        var statement = connection.createStatement()) {
      createOnce(
          statement,
          "SELECT 1 FROM pg_database WHERE datname = 'tollgate'",
          "CREATE DATABASE tollgate");
      for (var schema : List.of("authz", "ledger")) {
        var role = "tollgate_" + schema;
        createOnce(
            statement,
            "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'",
            "CREATE ROLE " + role + " LOGIN");
        statement.execute(
            "ALTER ROLE %s PASSWORD '%s'"
                .formatted(role, secrets.get(schema + "-database-password", "")));
      }
    } catch (SQLException e) {
      throw new IOException("Cannot prepare the database: " + e.getMessage(), e);
    }
  }

  /** Each server owns one schema and cannot read the other's. */
  private void grantSchemas(EmbeddedPostgres started) throws IOException {
    try (var connection =
            DriverManager.getConnection(
                started.jdbcUrl("tollgate"), started.user(), superuserPassword());
        var statement = connection.createStatement()) {
      for (var schema : List.of("authz", "ledger")) {
        statement.execute(
            "CREATE SCHEMA IF NOT EXISTS %s AUTHORIZATION tollgate_%s".formatted(schema, schema));
      }
    } catch (SQLException e) {
      throw new IOException("Cannot prepare the schemas: " + e.getMessage(), e);
    }
  }

  private static void createOnce(Statement statement, String exists, String create)
      throws SQLException {
    try (var rows = statement.executeQuery(exists)) {
      if (rows.next()) {
        return;
      }
    }
    statement.execute(create);
  }
}
