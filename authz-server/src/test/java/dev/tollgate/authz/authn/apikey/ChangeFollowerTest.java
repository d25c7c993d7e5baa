package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.Lookup.Absent.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChangeFollowerTest {
  private static final KeyDatabase DATABASE = new KeyDatabase();
  private static final Duration STALE_MAX = Duration.ofMinutes(5);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final KeyCache cache = KeyCache.bounded(nanos::get);
  private int refreshes;
  private boolean refreshed = true;
  private final ReplicaProgress progress = new ReplicaProgress(nanos::get);
  private final ChangeFollower changes =
      new ChangeFollower(
          new JdbcChangeLog(DATABASE.source()),
          cache,
          DATABASE.imported(),
          STALE_MAX,
          nanos::get,
          new AuthnMetrics(registry, InstantSource.system()),
          progress,
          this::refresh);
  private final KeyDigest remembered = new KeyDigest(new byte[32]);

  private boolean refresh() {
    refreshes++;
    return refreshed;
  }

  @BeforeEach
  void firstPoll() throws SQLException {
    change(3);
    changes.poll();
    cache.put(remembered, ABSENT, cache.generation());
  }

  @AfterEach
  void close() {
    changes.close();
  }

  @Test
  void everyChangeIsAppliedAlsoMoreThanOnePageOfThem() throws Exception {
    long before = changes.applied();
    change(2_500);
    changes.poll();
    assertThat(changes.applied()).isEqualTo(before + 2_500);
    assertThat(registry.get("tollgate_authn_change_delay").timer().count()).isEqualTo(2_500);
    assertThat(changes.breaks()).isZero();
    assertThat(cache.get(remembered)).isNotNull();
  }

  @Test
  void aDatabaseThatWentBackDropsEverythingRemembered() throws Exception {
    long before = changes.applied();
    goBack(2);
    changes.poll();
    assertThat(cache.get(remembered)).isNull();
    assertThat(changes.applied()).isEqualTo(before - 2);
    assertThat(changes.breaks()).isOne();
    assertThat(changes.trusted()).isTrue();
    changes.poll();
    assertThat(changes.breaks()).isOne();
  }

  @Test
  void aDatabaseThatWentBackAndGrewAgainDropsEverythingRemembered() throws Exception {
    long before = changes.applied();
    goBack(2);
    change(4);
    changes.poll();
    assertThat(cache.get(remembered)).isNull();
    assertThat(changes.applied()).isEqualTo(before + 2);
    assertThat(changes.breaks()).isOne();
  }

  @Test
  void changesThatWereDeletedUnreadDropEverythingRemembered() throws Exception {
    long before = changes.applied();
    change(4);
    DATABASE.execute("DELETE FROM authz.change_log WHERE n <= " + (before + 2));
    changes.poll();
    assertThat(cache.get(remembered)).isNull();
    assertThat(changes.applied()).isEqualTo(before + 4);
  }

  @Test
  void keysOfProvidersAreReadAgainOnlyAfterAChangeOfThemOrWhenTheDatabaseWentBack()
      throws Exception {
    assertThat(refreshes).as("at the start").isOne();
    change(1);
    changes.poll();
    assertThat(refreshes).as("a user changed").isOne();
    storeProviderKey("1");
    changes.poll();
    changes.poll();
    assertThat(refreshes).as("a key was stored").isEqualTo(2);
    storeProviderKey("2");
    changes.poll();
    DATABASE.execute("DELETE FROM authz.provider_key");
    changes.poll();
    assertThat(refreshes).as("replaced and removed").isEqualTo(4);
    goBack(1);
    changes.poll();
    assertThat(refreshes).as("the database went back").isEqualTo(5);
  }

  @Test
  void keysOfProvidersThatCannotBeReadAreTriedAgainAndLeaveIdentityAlone() throws Exception {
    refreshed = false;
    storeProviderKey("1");
    changes.poll();
    assertThat(changes.trusted()).isTrue();
    changes.poll();
    refreshed = true;
    changes.poll();
    changes.poll();
    assertThat(refreshes).isEqualTo(4);
    DATABASE.execute("DELETE FROM authz.provider_key");
  }

  private static void storeProviderKey(String id) {
    DATABASE.execute(
        """
        INSERT INTO authz.provider_key
          (provider, id, sealed_with, ciphertext, masked, created_at, created_by, updated_at, updated_by)
        VALUES ('openai', '%s', 'k', 'c', '****', now(), 'test', now(), 'test')
        ON CONFLICT (provider) DO UPDATE SET id = excluded.id
        """
            .formatted(id));
  }

  @Test
  void aLoadThatRanWhileTheDatabaseWentBackIsNotRemembered() throws Exception {
    long generation = cache.generation();
    goBack(1);
    changes.poll();
    assertThat(cache.put(remembered, ABSENT, generation)).isFalse();
  }

  @Test
  @Timeout(30)
  void aDatabaseThatSaysNothingFailsThePollAndIsTrustedUntilStaleMax() throws Exception {
    try (var connection = DATABASE.source().getConnection();
        var lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock.execute("LOCK TABLE authz.change_head");
      nanos.set(STALE_MAX.toNanos() - 1);
      assertThatThrownBy(changes::poll).isInstanceOf(SQLException.class);
      assertThat(changes.trusted()).isTrue();
      nanos.incrementAndGet();
      assertThat(changes.trusted()).isFalse();
    }
    changes.poll();
    assertThat(changes.trusted()).isTrue();
  }

  /** As many changes, in one transaction. */
  private static void change(int count) {
    DATABASE.execute(
        """
        DO $$ BEGIN
          FOR i IN 1..%d LOOP
            UPDATE authz.app_user SET email = 'e' || i WHERE id = 'u';
          END LOOP;
        END $$
        """
            .formatted(count));
  }

  private static void goBack(int count) {
    DATABASE.execute(
        """
        UPDATE authz.change_head SET n = n - %d;
        DELETE FROM authz.change_log WHERE n > (SELECT n FROM authz.change_head)
        """
            .formatted(count));
  }
}
