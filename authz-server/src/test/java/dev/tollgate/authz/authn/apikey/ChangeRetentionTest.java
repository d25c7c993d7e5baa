package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeRetentionTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final KeyDatabase database = new KeyDatabase();
  private final JdbcChangeRetention retention = new JdbcChangeRetention(database.source());
  private final UUID old = UUID.randomUUID();
  private final UUID live = UUID.randomUUID();

  /** Five changes, each applied by both replicas. */
  @BeforeEach
  void change() {
    for (int n = 1; n <= 5; n++) {
      database.execute("UPDATE authz.app_user SET email = 'e%d'".formatted(n));
    }
    replica(old, "2 days");
    replica(live, "0 days");
  }

  private void replica(UUID id, String seen) {
    database.execute(
        """
        INSERT INTO authz.replica (id, host, started_at, begun_at_change, stale_max_millis, seen_at)
        VALUES ('%s', 'h', now(), 0, 1, now() - interval '%s');
        INSERT INTO authz.change_applied SELECT '%s', n, now() FROM authz.change_log
        """
            .formatted(id, seen, id));
  }

  private void makeOld(String which) {
    database.execute("UPDATE authz.change_log SET at = at - interval '2 days' WHERE " + which);
  }

  private String numbers(String table) {
    return String.valueOf(
        database.ask("SELECT string_agg(n::text, ',' ORDER BY n) FROM authz." + table));
  }

  @Test
  void whatIsOldGoesWithWhatReplicasSaidOfIt() throws Exception {
    makeOld("n <= 3");
    assertThat(retention.prune(DAY)).isFalse();
    assertThat(numbers("change_log")).isEqualTo("4,5");
    assertThat(numbers("change_applied")).isEqualTo("4,5");
    assertThat(database.ask("SELECT string_agg(id::text, ',') FROM authz.replica"))
        .isEqualTo(live.toString());
  }

  @Test
  void theNewestChangeStaysHoweverOldItIs() throws Exception {
    makeOld("true");
    retention.prune(DAY);
    assertThat(numbers("change_log")).isEqualTo("5");
  }

  @Test
  void noGapIsMadeWhereTheClockWentBack() throws Exception {
    makeOld("n IN (1, 3)");
    retention.prune(DAY);
    assertThat(numbers("change_log")).isEqualTo("2,3,4,5");
  }

  @Test
  void aReplicaThatHasReadEverythingGoesOnAfterwards() throws Exception {
    var log = new JdbcChangeLog(database.source());
    makeOld("true");
    var position = log.end();
    retention.prune(DAY);
    database.execute("UPDATE authz.app_user SET email = 'new'");
    assertThat(position.continuation(log.from(position.n(), 10))).isPresent();
    log.close();
  }

  @Test
  void anEmptyLogStaysEmpty() throws Exception {
    var fresh = new KeyDatabase();
    assertThat(new JdbcChangeRetention(fresh.source()).prune(DAY)).isFalse();
  }
}
