package dev.tollgate.kit.db;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.RepairOutput;

/** Brings a schema up to this release, and says how far it is. */
public final class Migrations {
  private Migrations() {}

  /**
   * Creates the schema if it is missing and applies what it lacks, in order. Two servers may do it
   * at once.
   *
   * @throws UnsuitableSchemaException if the schema is newer than this release, or a migration was
   *     edited after it was applied
   * @throws RuntimeException if the database cannot be asked
   */
  public static void apply(DataSource database, Schema schema) {
    try {
      flyway(database, schema).migrate();
    } catch (FlywayException e) {
      if (e.getCause() instanceof SQLException || Thread.interrupted()) {
        throw e;
      }
      throw unsuitable(schema, misfits(status(database, schema)));
    }
  }

  /**
   * For who may not change the schema: looks whether it is what this release needs.
   *
   * @throws UnsuitableSchemaException if it can become that by no migration
   * @throws IllegalStateException if migrations are pending
   * @throws RuntimeException if the database cannot be asked
   */
  public static void requireApplied(DataSource database, Schema schema) {
    var migrations = status(database, schema);
    var misfits = misfits(migrations);
    if (!misfits.isEmpty()) {
      throw unsuitable(schema, misfits);
    }
    var pending =
        migrations.stream()
            .filter(migration -> migration.state() == Migration.State.PENDING)
            .map(Migration::version)
            .collect(joining(", "));
    if (!pending.isEmpty()) {
      throw new IllegalStateException(
          "the schema " + schema.name() + " lacks version " + pending + ": see migrate apply");
    }
  }

  private static UnsuitableSchemaException unsuitable(Schema schema, String misfits) {
    return new UnsuitableSchemaException(
        "the schema "
            + schema.name()
            + " does not fit this release: "
            + (misfits.isEmpty() ? "a migration failed" : misfits));
  }

  private static String misfits(List<Migration> migrations) {
    return migrations.stream()
        .map(migration ->
            switch (migration.state()) {
              case UNKNOWN ->
                  "version "
                      + migration.version()
                      + " is not known here: start the release that made it, or roll back"
                      + " with that one";
              case EDITED ->
                  "version "
                      + migration.version()
                      + " was edited after it was applied: restore it, or see migrate"
                      + " repair";
              case APPLIED, PENDING -> "";
            })
        .filter(text -> !text.isEmpty())
        .collect(joining("; "));
  }

  /**
   * Every migration of this release and of the database, oldest first. Changes nothing.
   *
   * @throws RuntimeException if the database cannot be asked
   */
  public static List<Migration> status(DataSource database, Schema schema) {
    return Arrays.stream(flyway(database, schema).info().all())
        .filter(MigrationInfo::isVersioned)
        .map(Migrations::migration)
        .toList();
  }

  private static Migration migration(MigrationInfo info) {
    var applied = info.getInstalledOn();
    return new Migration(
        info.getVersion().getVersion(),
        info.getDescription(),
        state(info),
        applied == null ? null : applied.toInstant());
  }

  private static Migration.State state(MigrationInfo info) {
    return switch (info.getState()) {
      case SUCCESS, OUT_OF_ORDER ->
          info.isChecksumMatching() ? Migration.State.APPLIED : Migration.State.EDITED;
      case PENDING, ABOVE_TARGET, IGNORED -> Migration.State.PENDING;
      default -> Migration.State.UNKNOWN;
    };
  }

  /**
   * Makes the record of what was applied agree with this release, for a migration that was edited
   * by mistake and whose effect is known to be the same.
   *
   * @return what was changed in the record; empty if it agreed
   * @throws UnsuitableSchemaException if the schema is newer than this release: its record would be
   *     lost
   */
  public static List<String> repair(DataSource database, Schema schema) {
    var edited =
        requireKnown(database, schema, "repair it").stream()
            .filter(migration -> migration.state() == Migration.State.EDITED)
            .toList();
    var repaired = flyway(database, schema).repair();
    return Stream.concat(
            edited.stream().map(m -> "version " + m.version() + " (" + m.description() + ")"),
            repaired.migrationsRemoved.stream().map(Migrations::removed))
        .toList();
  }

  /**
   * The status of a schema that is not newer than this release.
   *
   * @param wish what else is to be done with the release that made it
   * @throws UnsuitableSchemaException if it is newer
   */
  static List<Migration> requireKnown(DataSource database, Schema schema, String wish) {
    var migrations = status(database, schema);
    if (migrations.stream().anyMatch(m -> m.state() == Migration.State.UNKNOWN)) {
      throw new UnsuitableSchemaException(
          "the schema "
              + schema.name()
              + " has migrations that this release does not know: "
              + wish
              + " with the release that made them");
    }
    return migrations;
  }

  private static String removed(RepairOutput output) {
    return "version " + Objects.requireNonNullElse(output.version, "?") + ", which had failed";
  }

  private static Flyway flyway(DataSource database, Schema schema) {
    return Flyway.configure()
        .dataSource(database)
        .schemas(schema.name())
        .defaultSchema(schema.name())
        .createSchemas(true)
        .locations("classpath:" + schema.location())
        .ignoreMigrationPatterns(new String[0])
        .connectRetries(0)
        .load();
  }
}
