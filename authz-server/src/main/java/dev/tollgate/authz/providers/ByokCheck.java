package dev.tollgate.authz.providers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once, at the start and in the background, whether every key that somebody brought along can
 * be decrypted here. What cannot is named in the log and counted; the rest is served meanwhile.
 */
public final class ByokCheck {
  private static final Logger log = LoggerFactory.getLogger(ByokCheck.class);
  private static final int PAGE = 100;
  private static final long AGAIN_MILLIS = 1_000;

  private final JdbcByokKeys keys;
  private volatile int unreadable;

  private ByokCheck(JdbcByokKeys keys) {
    this.keys = keys;
  }

  /** Begins; ends by itself, or when the thread is interrupted. The database may be down. */
  public static Thread start(JdbcByokKeys keys, MeterRegistry registry) {
    var check = new ByokCheck(keys);
    Gauge.builder("tollgate_providers_unreadable_byok_keys", check, done -> done.unreadable)
        .description("Keys of users and organizations that could not be decrypted at the start")
        .register(registry);
    return Thread.ofVirtual().name("byok-check").start(check::run);
  }

  private void run() {
    try {
      while (!done()) {
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the database, whose schema may not be there yet, could be asked. */
  private boolean done() {
    try {
      unreadable = keys.check(PAGE);
      return true;
    } catch (SQLException e) {
      log.debug("Keys that users and organizations brought along are not checked yet", e);
      return false;
    }
  }
}
