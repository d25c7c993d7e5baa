package dev.tollgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
  @TempDir Path directory;

  @Test
  void committedRowsOutliveAKillARestartAndALeftOverServer() throws Exception {
    var postgres = start();
    try (var connection = connect(postgres, "s3cret")) {
      connection.createStatement().execute("CREATE TABLE starts (n int)");
      connection.createStatement().execute("INSERT INTO starts VALUES (1)");
      postgres.kill();
      assertThat(connection.isValid(1)).isFalse();
    }
    postgres = start();
    try (var connection = connect(postgres, "s3cret")) {
      assertThat(value(connection, "SELECT count(*) FROM starts")).isEqualTo("1");
      connection.createStatement().execute("INSERT INTO starts VALUES (2)");
    }
    try (var next = start(); // the one before is left running, as a killed process would
        var connection = connect(next, "s3cret")) {
      assertThat(value(connection, "SELECT count(*) FROM starts")).isEqualTo("2");
    }
  }

  @Test
  void writesAreDurableAndOnlyThePasswordOpensTheDoor() throws Exception {
    try (var postgres = start();
        var connection = connect(postgres, "s3cret")) {
      assertThat(value(connection, "SHOW fsync")).isEqualTo("on");
      assertThat(value(connection, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(value(connection, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(value(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(value(connection, "SHOW unix_socket_directories")).isEmpty();
      assertThatThrownBy(() -> connect(postgres, "wrong")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void aHalfMadeDataDirectoryIsMadeAnew() throws Exception {
    Files.createDirectories(directory.resolve("data.new/base"));
    try (var postgres = start();
        var connection = connect(postgres, "s3cret")) {
      assertThat(value(connection, "SELECT 1")).isEqualTo("1");
      assertThat(directory.resolve("data.new")).doesNotExist();
    }
  }

  @Test
  void aTakenPortIsNamedAndTheServersLogIsQuoted() throws Exception {
    try (var postgres = start()) {
      assertThatThrownBy(() ->
              EmbeddedPostgres.start(
                  EmbeddedPostgres.sharedHome(),
                  directory.resolve("other"),
                  postgres.port(),
                  "s3cret"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + postgres.port())
          .hasMessageContaining("Address already in use");
    }
  }

  @Test
  void testDatabasesAreSeparateAndEmpty() throws Exception {
    try (var first = TestDatabase.create().connect();
        var second = TestDatabase.create().connect()) {
      first.createStatement().execute("CREATE TABLE mine (n int)");
      assertThat(value(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'"))
          .isEqualTo("0");
    }
  }

  private EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.start(
        EmbeddedPostgres.sharedHome(), directory.resolve("data"), FreePort.next(), "s3cret");
  }

  private static Connection connect(EmbeddedPostgres postgres, String password)
      throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), password);
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
