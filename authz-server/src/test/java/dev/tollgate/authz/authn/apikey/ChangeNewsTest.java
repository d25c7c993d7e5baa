package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.FORGE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.Environment;
import dev.tollgate.kit.db.Databases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What arrives within 10 s, the patience of {@code await}, no poll of every 30 s has brought. */
class ChangeNewsTest {
  private static final Duration RARELY = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(100);

  /** A backend that has listened, has read the log, and waits. */
  private static final String WAITING =
      """
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'authz-changes'
        AND state = 'idle' AND query LIKE 'SELECT h.n%'
      """;

  private final KeyDatabase database = new KeyDatabase();
  private final KeyDigest key = FORGE.digest(database.store("key"));
  private final KeyCache cache = KeyCache.bounded(System::nanoTime);
  private final JdbcKeyStore keys =
      new JdbcKeyStore(database.source(), List.of(Environment.values()), OwnKeys.NONE);
  private final WatchedKeyStore changeLog =
      new WatchedKeyStore(
          keys, new JdbcChangeLog(Databases.connections(database.config(1), "authz-changes")));
  private final ChangeFollower changes =
      new ChangeFollower(
          changeLog,
          cache,
          database.imported(),
          Duration.ofMinutes(5),
          System::nanoTime,
          new AuthnMetrics(new SimpleMeterRegistry(), InstantSource.system()),
          new ReplicaProgress(System::nanoTime),
          ChangeSubscriber.NONE);

  @AfterEach
  void close() {
    changes.close();
  }

  @Test
  void aRevocationIsEffectiveWithoutWaitingForThePoll() throws Exception {
    changes.start(RARELY);
    awaitWaiting();
    remember();
    database.revoke("key");
    await().until(() -> cache.get(key) == null);
  }

  @Test
  void withNotificationsCutOffThePollBringsARevocation() throws Exception {
    silence();
    changes.start(OFTEN);
    awaitWaiting();
    remember();
    database.revoke("key");
    await().until(() -> cache.get(key) == null);
  }

  @Test
  void withNotificationsCutOffOnlyThePollBringsARevocation() throws Exception {
    silence();
    changes.start(RARELY);
    awaitWaiting();
    remember();
    database.revoke("key");
    await().during(Duration.ofSeconds(1)).until(() -> cache.get(key) != null);
  }

  @Test
  void aBrokenConnectionIsReplacedByOneThatListens() throws Exception {
    changes.start(RARELY);
    var broken = awaitWaiting();
    database.ask("SELECT pg_terminate_backend(" + broken + ")");
    await().until(() -> waiting() != null && !broken.equals(waiting()));
    remember();
    database.revoke("key");
    await().until(() -> cache.get(key) == null);
  }

  @Test
  void whileItWaitsItHoldsNoLockAndNoTransaction() {
    changes.start(RARELY);
    var backend = awaitWaiting();
    assertThat(database.ask("SELECT count(*) FROM pg_locks WHERE pid = " + backend)).isEqualTo("0");
    assertThat(database.ask("SELECT xact_start FROM pg_stat_activity WHERE pid = " + backend))
        .isNull();
    database.execute(
        "BEGIN; SET lock_timeout = '1s'; LOCK TABLE authz.change_head, authz.change_log; COMMIT");
  }

  @Test
  void closingEndsTheWaitAndTheConnection() {
    changes.start(RARELY);
    awaitWaiting();
    changes.close();
    await().until(() -> waiting() == null);
  }

  /** Each poll passes over the whole cache. */
  @Test
  void howeverManyChangesThereAreAPollBeginsOnlyEveryFiftyMilliseconds() {
    changes.start(RARELY);
    awaitWaiting();
    long startNanos = System.nanoTime();
    int before = changeLog.polls.get();
    database.execute(
        """
        DO $$ BEGIN
          FOR i IN 1..500 LOOP
            UPDATE authz.app_user SET status = 'active' WHERE id = 'u';
            COMMIT;
          END LOOP;
        END $$
        """);
    await().until(() -> changes.applied() == 500);
    int polls = changeLog.polls.get() - before;
    long millis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    assertThat(polls).isBetween(1, Math.toIntExact(millis / 50 + 1));
  }

  private void silence() {
    var define =
        requireNonNull(database.ask("SELECT pg_get_functiondef('authz.log_change'::regproc)"));
    var without = define.replaceAll("PERFORM pg_notify\\(.*\\);", "");
    assertThat(without).isNotEqualTo(define);
    database.execute(without);
  }

  private String awaitWaiting() {
    return requireNonNull(await().until(this::waiting, pid -> pid != null));
  }

  private @Nullable String waiting() {
    return database.ask(WAITING);
  }

  private void remember() throws Exception {
    var known = requireNonNull(keys.find(List.of(key)));
    assertThat(cache.put(key, known, cache.generation())).isTrue();
  }
}
