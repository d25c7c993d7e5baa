package dev.tollgate.kit.db;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings a schema up to this release. */
public final class Migrations {
  private Migrations() {}

  /**
   * Creates the schema if it is missing and applies what it lacks, in order. Two servers may do it
   * at once. A schema newer than this release, or an edited migration, is refused by an exception.
   *
   * @param classpathLocation for example {@code db/ledger}
   */
  public static void apply(DataSource database, String schema, String classpathLocation) {
    Flyway.configure()
        .dataSource(database)
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .locations("classpath:" + classpathLocation)
        .ignoreMigrationPatterns(new String[0])
        .connectRetries(0)
        .load()
        .migrate();
  }
}
