package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.ProviderKeySettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests every active provider's key once a day, however many servers there are. */
public final class KeyTestSchedule implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyTestSchedule.class);
  private static final Duration EVERY = Duration.ofDays(1);

  /** Servers that start together look at different times. */
  private static final long FIRST_MINUTES_MIN = 1;

  private static final long LOOK_MINUTES = 60;

  private final ProviderKeyStates states;
  private final KeyTests tests;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("provider-key-tests").factory());

  KeyTestSchedule(ProviderKeyStates states, KeyTests tests, InstantSource clock) {
    this.states = states;
    this.tests = tests;
    this.clock = clock;
  }

  /** Looks every hour which keys are due; the database may be down. */
  public static KeyTestSchedule start(
      DataSource database, ProviderKeySettings settings, KeyProbe probe, InstantSource clock) {
    var stored = new JdbcKeyTests(database);
    var schedule =
        new KeyTestSchedule(
            new ProviderKeyStates(
                settings,
                new JdbcProviderKeys(database),
                stored,
                new ProviderActivity(settings.configured(), database, clock),
                clock),
            new KeyTests(stored, probe, clock),
            clock);
    var _ =
        schedule.thread.scheduleWithFixedDelay(
            schedule::look,
            ThreadLocalRandom.current().nextLong(FIRST_MINUTES_MIN, LOOK_MINUTES),
            LOOK_MINUTES,
            TimeUnit.MINUTES);
    return schedule;
  }

  private void look() {
    try {
      testDue();
    } catch (RuntimeException e) {
      log.warn("Keys of providers are not tested yet: {}", AdminApi.withoutValues(e));
    }
  }

  /** Tests what was not tested for a day, unless another server does. */
  void testDue() {
    tests.runDue(states.inUse(), clock.instant().minus(EVERY));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
