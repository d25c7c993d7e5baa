package dev.tollgate.authz;

import dev.tollgate.kit.db.Migrations;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings schema {@code authz} up to this release as soon as the database answers. Until then every
 * key is unknown here and its requests get 503.
 */
final class SchemaUpgrade {
  private static final Logger log = LoggerFactory.getLogger(SchemaUpgrade.class);
  private static final long RETRY_MILLIS = 500;

  private SchemaUpgrade() {}

  /** Runs in the background until it has succeeded or its thread is interrupted. */
  static Thread start(DataSource database) {
    return Thread.ofPlatform().daemon().name("schema").start(() -> run(database));
  }

  private static void run(DataSource database) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Migrations.apply(database, "authz", "db/authz");
        log.info("The schema is ready");
        return;
      } catch (RuntimeException e) {
        log.warn("The schema cannot be prepared yet: {}", firstLine(e));
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
