package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the change log, and the proof of where its changes are effective, for thirty days. */
public final class ChangeRetention implements AutoCloseable {
  /** Longer than any replica is trusted, and than anybody takes to ask for a proof. */
  public static final Duration KEPT = Duration.ofDays(30);

  private static final Logger log = LoggerFactory.getLogger(ChangeRetention.class);
  private static final long FIRST_MINUTES = 5;
  private static final long EVERY_MINUTES = 60;

  private final JdbcChangeRetention changes;
  private final ScheduledExecutorService pruner =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("change-retention").factory());

  private ChangeRetention(JdbcChangeRetention changes) {
    this.changes = changes;
  }

  /** Deletes what is older, every hour; the database may be down. */
  public static ChangeRetention start(DataSource database) {
    var retention = new ChangeRetention(new JdbcChangeRetention(database));
    var _ =
        retention.pruner.scheduleWithFixedDelay(
            retention::prune, FIRST_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
    return retention;
  }

  private void prune() {
    try {
      boolean more = true;
      while (more && !pruner.isShutdown()) {
        more = changes.prune(KEPT);
      }
    } catch (SQLException | RuntimeException e) {
      log.warn("Old changes are not deleted yet: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    pruner.shutdownNow();
  }
}
