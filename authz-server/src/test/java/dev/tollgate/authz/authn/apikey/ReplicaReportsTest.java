package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaReportsTest {
  private static final String SINCE_CHANGE =
      """
      SELECT extract(epoch FROM clock_timestamp() - applied_at) FROM authz.change_applied a
      JOIN authz.replica r ON r.id = a.replica WHERE n = 1
      """;

  private final KeyDatabase database = new KeyDatabase();
  private final AtomicLong nanos = new AtomicLong();
  private final KeyCache cache = KeyCache.bounded(nanos::get);
  private final ReplicaProgress progress = new ReplicaProgress(nanos::get);
  private final ChangeFollower changes =
      new ChangeFollower(
          new JdbcChangeLog(database.source()),
          cache,
          database.imported(),
          Duration.ofMinutes(5),
          nanos::get,
          new AuthnMetrics(new SimpleMeterRegistry(), InstantSource.system()),
          progress,
          ChangeSubscriber.NONE);
  private final JdbcReplicas replicas =
      new JdbcReplicas(database.source(), "here", Duration.ofMinutes(5), nanos::get);
  private final ReplicaReports reports = new ReplicaReports(replicas, progress, nanos::get);

  @BeforeEach
  void makeKey() {
    database.store("key");
  }

  @AfterEach
  void close() {
    changes.close();
  }

  private String ask(String sql) {
    return String.valueOf(database.ask(sql));
  }

  @Test
  void whatWasAppliedStandsInTheDatabaseSoonAfter() throws Exception {
    changes.poll();
    reports.start();
    await().until(() -> ask("SELECT count(*) FROM authz.replica").equals("1"));
    database.revoke("key");
    changes.poll();
    await().until(() -> ask("SELECT max(n) FROM authz.change_applied").equals("1"));
    reports.close();
    assertThat(ask("SELECT effect FROM authz.change_log WHERE subject = 'key'"))
        .isEqualTo("revoked");
    assertThat(ask("SELECT stopped_at IS NOT NULL FROM authz.replica")).isEqualTo("t");
    assertThat(ask("SELECT host || begun_at_change || ' ' || stale_max_millis FROM authz.replica"))
        .isEqualTo("here0 300000");
  }

  @Test
  void whatIsWrittenLateHasTheTimeThatItHad() throws Exception {
    changes.poll();
    database.revoke("key");
    changes.poll();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(100));
    replicas.tell(progress.word().orElseThrow(), false);
    assertThat(Double.parseDouble(ask(SINCE_CHANGE))).isBetween(100.0, 110.0);
    assertThat(
            Double.parseDouble(
                ask("SELECT extract(epoch FROM clock_timestamp() - seen_at) FROM authz.replica")))
        .isBetween(100.0, 110.0);
  }

  @Test
  void aWordThatIsRepeatedChangesNoTime() throws Exception {
    changes.poll();
    database.revoke("key");
    changes.poll();
    var word = progress.word().orElseThrow();
    replicas.tell(word, false);
    var before = ask("SELECT applied_at FROM authz.change_applied");
    replicas.tell(word, false);
    assertThat(ask("SELECT applied_at FROM authz.change_applied")).isEqualTo(before);
  }

  @Test
  void aDatabaseThatWentBackIsReadAsAnotherReplica() throws Exception {
    database.revoke("key");
    changes.poll();
    replicas.tell(progress.word().orElseThrow(), false);
    database.execute("UPDATE authz.change_head SET n = 0; DELETE FROM authz.change_log");
    changes.poll();
    replicas.tell(progress.word().orElseThrow(), false);
    assertThat(
            ask(
                "SELECT string_agg(begun_at_change::text, ',' ORDER BY begun_at_change) FROM"
                    + " authz.replica"))
        .isEqualTo("0,1");
  }

  @Test
  void withoutRoomChangesSeemEffectiveLaterNeverEarlier() throws Exception {
    changes.poll();
    for (int n = 1; n <= ReplicaProgress.BATCHES_MAX + 1; n++) {
      progress.applied(n);
    }
    replicas.tell(progress.word().orElseThrow(), false);
    assertThat(ask("SELECT min(n) FROM authz.change_applied")).isEqualTo("2");
  }

  @Test
  void changesAreAppliedThoughNothingCanBeWritten() throws Exception {
    database.execute("ALTER TABLE authz.replica RENAME TO elsewhere");
    changes.poll();
    reports.start();
    database.revoke("key");
    changes.poll();
    assertThat(changes.applied()).isOne();
    database.execute("ALTER TABLE authz.elsewhere RENAME TO replica");
    await().until(() -> ask("SELECT max(n) FROM authz.change_applied").equals("1"));
    reports.close();
  }
}
