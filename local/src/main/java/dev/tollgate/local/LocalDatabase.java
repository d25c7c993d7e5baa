package dev.tollgate.local;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The system's PostgreSQL: one database, and a role and a schema for each server. */
final class LocalDatabase {
  private final SystemSettings settings;
  private final Secrets secrets;

  LocalDatabase(SystemSettings settings, Secrets secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  String superuserPassword() throws IOException {
    return secrets.get("postgres-password", "");
  }

  /** Starts PostgreSQL, on the data it had, and makes what is missing in it. */
  EmbeddedPostgres start() throws IOException {
    var started =
        EmbeddedPostgres.start(
            EmbeddedPostgres.sharedHome(),
            settings.state().resolve("postgres"),
            settings.state().resolve("logs/postgres.log"),
            settings.ports().postgres(),
            superuserPassword());
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
    grantSchemas(started);
    return started;
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
