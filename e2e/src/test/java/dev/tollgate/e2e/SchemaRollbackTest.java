package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migration;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Rollback;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.local.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every migration that a release ships can be taken back, and leaves nothing behind. */
final class SchemaRollbackTest {
  /** But for the kinds of accounts: U25 leaves these wide, for replicas that still report. */
  private static final String SHAPE =
      """
      SELECT 'column ' || c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable
             || ' ' || coalesce(c.column_default, '-') || ' ' || c.is_identity
      FROM information_schema.columns c WHERE c.table_schema = 'SCHEMA_NAME'
      UNION ALL
      SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'SCHEMA_NAME'::regnamespace AND contype <> 'n' AND conname <> 'account_kind_check'
      UNION ALL
      SELECT indexdef FROM pg_indexes WHERE schemaname = 'SCHEMA_NAME'
      UNION ALL
      SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid
      WHERE r.relnamespace = 'SCHEMA_NAME'::regnamespace AND NOT t.tgisinternal
      UNION ALL
      SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'SCHEMA_NAME'::regnamespace AND prokind = 'f'
      UNION ALL
      SELECT 'view ' || viewname || ' ' || definition FROM pg_views WHERE schemaname = 'SCHEMA_NAME'
      ORDER BY 1
      """;

  private final TestDatabase database = TestDatabase.create();

  static Stream<Schema> schemas() {
    return Stream.of(new Schema("authz", "db/authz"), new Schema("ledger", "db/ledger"));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyMigrationIsTakenBackToWhatTheVersionsBeforeItMake(Schema schema) throws Exception {
    var config =
        new DatabaseConfig(database.jdbcUrl(), database.user(), Secret.of(database.password()), 2);
    var source = Databases.connections(config, "rollback");
    Migrations.apply(source, schema);
    var newest = shape(database, schema);
    var versions = versions(source, schema);
    for (int i = versions.size() - 1; i > 0; i--) {
      assertThat(Rollback.newest(source, schema, false))
          .as("version %s", versions.get(i))
          .isInstanceOf(Rollback.Outcome.Undone.class);
      assertThat(shape(database, schema))
          .as("without version %s", versions.get(i))
          .isEqualTo(shape(madeUpTo(versions.get(i - 1), schema), schema));
    }
    Migrations.apply(source, schema);
    assertThat(shape(database, schema)).as("applied again").isEqualTo(newest);
  }

  private static TestDatabase madeUpTo(String version, Schema schema) {
    var fresh = TestDatabase.create();
    Flyway.configure()
        .dataSource(fresh.jdbcUrl(), fresh.user(), fresh.password())
        .schemas(schema.name())
        .locations("classpath:" + schema.location())
        .target(version)
        .load()
        .migrate();
    return fresh;
  }

  private static List<String> versions(DataSource source, Schema schema) {
    return Migrations.status(source, schema).stream().map(Migration::version).toList();
  }

  private static List<String> shape(TestDatabase database, Schema schema) throws SQLException {
    var lines = new ArrayList<String>();
    var sql = SHAPE.replace("SCHEMA_NAME", schema.name());
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }
}
