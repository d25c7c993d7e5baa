package dev.tollgate.authz;

import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.kit.db.UnsuitableSchemaException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings schema {@code authz} up to this release as soon as the database answers. Until then every
 * key is unknown here and its requests get 503.
 */
final class SchemaUpgrade {
  static final Schema SCHEMA = new Schema("authz", "db/authz");

  private static final Logger log = LoggerFactory.getLogger(SchemaUpgrade.class);
  private static final long RETRY_MILLIS = 500;

  private SchemaUpgrade() {}

  /**
   * Runs in the background until it has succeeded or its thread is interrupted. A server without
   * the admin service may not change the schema: it waits until another one has.
   *
   * @param refuse told why the server must not run: the schema does not fit this release
   */
  static Thread start(AuthzConfig config, Consumer<String> refuse) {
    // Not a pool's: it takes two at once, and a pool may have one.
    var database = Databases.connections(config.database(), "authz-schema");
    return Thread.ofPlatform()
        .daemon()
        .name("schema")
        .start(() -> run(config.role(), database, refuse));
  }

  private static void run(Role role, DataSource database, Consumer<String> refuse) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (role.administers()) {
          Migrations.apply(database, SCHEMA);
        } else {
          Migrations.requireApplied(database, SCHEMA);
        }
        log.info("The schema is ready");
        return;
      } catch (UnsuitableSchemaException e) {
        refuse.accept(String.valueOf(e.getMessage()));
        return;
      } catch (RuntimeException e) {
        log.warn("The schema is not ready yet: {}", firstLine(e));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
