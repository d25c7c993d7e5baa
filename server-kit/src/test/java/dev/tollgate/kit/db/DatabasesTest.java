package dev.tollgate.kit.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.local.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DatabasesTest {
  private final TestDatabase database = TestDatabase.create();
  private final HikariDataSource pool = pool(database.jdbcUrl());

  private HikariDataSource pool(String url) {
    var password = Secret.of(database.password());
    return Databases.pool(new DatabaseConfig(url, database.user(), password, 2), "test");
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private int columnsOfThing() throws SQLException {
    var sql =
        """
        SELECT count(*) FROM information_schema.columns
        WHERE table_schema = 'kit' AND table_name = 'thing'
        """;
    try (var connection = pool.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void aPoolStartsWhileItsDatabaseIsDown() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (var down = pool("jdbc:postgresql://127.0.0.1:" + port + "/nowhere")) {
      var failure = catchThrowable(down::getConnection);
      assertThat(failure).isInstanceOf(SQLException.class);
      assertThat(failure).hasStackTraceContaining("refused");
    }
  }

  @Test
  void outsideAPoolEachCallOpensASessionOfThatName() throws Exception {
    var config =
        new DatabaseConfig(database.jdbcUrl(), database.user(), Secret.of(database.password()), 2);
    var source = Databases.connections(config, "kept");
    try (var one = source.getConnection();
        var other = source.getConnection();
        var statement = one.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'kept'")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(2);
      assertThat(other.isValid(2)).isTrue();
    }
  }

  @Test
  void migrationsAreAppliedInOrderAndOnce() throws Exception {
    Migrations.apply(pool, new Schema("kit", "db/older"));
    assertThat(columnsOfThing()).isEqualTo(1);
    Migrations.apply(pool, new Schema("kit", "db/newer"));
    Migrations.apply(pool, new Schema("kit", "db/newer"));
    assertThat(columnsOfThing()).isEqualTo(2);
  }

  @Test
  void twoServersMayMigrateAtOnce() throws Exception {
    try (var other = pool(database.jdbcUrl())) {
      var second =
          CompletableFuture.runAsync(() -> Migrations.apply(other, new Schema("kit", "db/newer")));
      Migrations.apply(pool, new Schema("kit", "db/newer"));
      second.get(20, TimeUnit.SECONDS);
    }
    assertThat(columnsOfThing()).isEqualTo(2);
  }

  @Test
  void whoMayNotChangeTheSchemaLearnsWhetherItIsThisReleases() {
    var newer = new Schema("kit", "db/newer");
    assertThatThrownBy(() -> Migrations.requireApplied(pool, newer))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the schema kit lacks version 1, 2: see migrate apply");
    Migrations.apply(pool, new Schema("kit", "db/older"));
    assertThatThrownBy(() -> Migrations.requireApplied(pool, newer))
        .hasMessage("the schema kit lacks version 2: see migrate apply");
    Migrations.apply(pool, newer);
    Migrations.requireApplied(pool, newer);
    assertThatThrownBy(() -> Migrations.requireApplied(pool, new Schema("kit", "db/older")))
        .isInstanceOf(UnsuitableSchemaException.class);
    assertThatThrownBy(() -> Migrations.requireApplied(pool, new Schema("kit", "db/edited")))
        .isInstanceOf(UnsuitableSchemaException.class)
        .hasMessageContaining("was edited");
  }

  @Test
  void aSchemaNewerThanTheReleaseIsRefused() {
    Migrations.apply(pool, new Schema("kit", "db/newer"));
    assertThatThrownBy(() -> Migrations.apply(pool, new Schema("kit", "db/older")))
        .isInstanceOf(UnsuitableSchemaException.class)
        .hasMessageContaining("version 2 is not known here");
  }

  @Test
  void settingsThatLoseCommitsAreNamed() throws Exception {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      assertThat(Durability.problems(connection)).isEmpty();
      statement.execute("SET synchronous_commit = off");
      assertThat(Durability.problems(connection)).isEqualTo(List.of("synchronous_commit"));
    }
  }

  @Test
  void aConfigurationThatCannotWorkIsRefusedByItsField() {
    var secret = Secret.of("x");
    assertThatThrownBy(() -> new DatabaseConfig("mysql://x", "u", secret, 2))
        .hasMessageStartingWith("url must");
    assertThatThrownBy(() -> new DatabaseConfig("jdbc:postgresql:x", "u", secret, 0))
        .hasMessageStartingWith("pool_size must");
  }
}
