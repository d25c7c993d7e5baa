package dev.tollgate.local;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A database for one test class, in the server that all tests of this JVM share. */
public record TestDatabase(String jdbcUrl, String user, String password) {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** An empty database that nobody else uses; it goes when the JVM ends. */
  public static TestDatabase create() {
    try {
      var server = EmbeddedPostgres.forTests();
      var postgres = new TestDatabase(server.jdbcUrl(), server.user(), server.password());
      var name = "test_" + NUMBER.incrementAndGet();
      try (var connection = postgres.connect();
          var statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      return new TestDatabase(server.jdbcUrl(name), server.user(), server.password());
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("Cannot create a database for a test", e);
    }
  }

  /** As the superuser, who owns the database. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }
}
