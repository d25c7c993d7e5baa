package dev.tollgate.e2e;

import static org.awaitility.Awaitility.await;

import dev.tollgate.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Kills parts with SIGKILL at the points of {@link CrashPoint}, and starts them again. */
final class Killer {
  /** An answer to Envoy or of the ledger is longer; what keeps a connection alive is not. */
  private static final long ANSWER_BYTES_MIN = 200;

  private static final Duration POINT_MAX = Duration.ofSeconds(5);

  /** It takes a thousand requests and more to fill a file. */
  private static final Duration ROTATION_MAX = Duration.ofSeconds(10);

  private static final String COMMITTING =
      """
      SELECT 1 FROM pg_stat_activity WHERE usename = 'tollgate_ledger' AND state = 'active'
        AND (query = 'COMMIT' OR query LIKE 'INSERT INTO ledger.charge%')
      """;

  private final Gateway gateway;
  private final Wired wired;
  private final RandomGenerator random;
  private final Part authz;

  Killer(Gateway gateway, Wired wired, RandomGenerator random) {
    this.gateway = gateway;
    this.wired = wired;
    this.random = random;
    this.authz = wired.sidecar.authz;
  }

  /** Every part but the upstream, which is the witness. */
  List<Part> parts() {
    var parts = new ArrayList<>(gateway.system.ledgerParts());
    parts.addAll(List.of(gateway.system.authzPart(), authz));
    parts.addAll(List.of(gateway.system.envoyPart(), wired.sidecar.envoy));
    return parts;
  }

  /**
   * Returns whether the point was seen: one that does not come within 5 s, or 10, is not waited
   * for.
   */
  boolean strike(CrashPoint point, Traffic traffic) throws Exception {
    return switch (point) {
      case ANYWHERE -> anywhere();
      case ADMITTED_BEFORE_THE_ANSWER -> {
        wired.loseAnswersOfChecks();
        yield killAuthzWhen(() -> wired.lostBytes() > ANSWER_BYTES_MIN);
      }
      case USAGE_BEFORE_THE_REPORT -> {
        wired.loseOfLedger(Wire.Loss.QUESTIONS);
        yield killAuthzWhen(() -> unacknowledged() > 0);
      }
      case COMMITTED_BEFORE_THE_REPLY -> {
        wired.loseOfLedger(Wire.Loss.ANSWERS);
        yield killAuthzWhen(() -> wired.lostBytes() > ANSWER_BYTES_MIN);
      }
      case LEDGER_IN_A_COMMIT -> {
        boolean seen = whenCommitting();
        gateway.system.ledgerParts().forEach(Part::kill);
        yield seen;
      }
      case POSTGRES_IN_A_COMMIT -> {
        boolean seen = whenCommitting();
        gateway.system.killPostgres();
        gateway.system.restartPostgres();
        yield seen;
      }
      case RETURNING -> {
        ProcessHandle.of(authz.pid()).ifPresent(ProcessHandle::destroy);
        pause(200); // it is gone before a second has passed
        boolean seen = authz.alive();
        authz.kill();
        yield seen;
      }
      case JOURNAL_ROTATED -> {
        long before = segments();
        traffic.rush(true);
        boolean seen = killAuthzWhen(() -> segments() != before, ROTATION_MAX);
        traffic.rush(false);
        yield seen;
      }
      case RECOVERING -> {
        authz.kill();
        authz.start();
        pause(1_500);
        boolean seen = !authz.ready();
        authz.kill();
        yield seen;
      }
    };
  }

  private boolean anywhere() throws IOException {
    var parts = parts();
    int victim = random.nextInt(parts.size() + 1);
    if (victim < parts.size()) {
      parts.get(victim).kill();
    } else {
      gateway.system.killPostgres();
      gateway.system.restartPostgres();
    }
    return true;
  }

  private boolean killAuthzWhen(Callable<Boolean> point) {
    return killAuthzWhen(point, POINT_MAX);
  }

  private boolean killAuthzWhen(Callable<Boolean> point, Duration most) {
    boolean seen = when(point, most);
    authz.kill();
    wired.mend();
    return seen;
  }

  private static boolean when(Callable<Boolean> point, Duration most) {
    try {
      await().atMost(most).pollInterval(Duration.ofMillis(1)).ignoreExceptions().until(point);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** Looks again and again without a pause: it takes less than a millisecond. */
  private boolean whenCommitting() throws SQLException, IOException {
    long end = System.nanoTime() + POINT_MAX.toNanos();
    try (var connection = gateway.database();
        var select = connection.prepareStatement(COMMITTING)) {
      while (System.nanoTime() - end < 0) {
        try (var rows = select.executeQuery()) {
          if (rows.next()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private double unacknowledged() throws IOException, InterruptedException {
    return wired.sidecar.metric("tollgate_credits_unacknowledged_records");
  }

  private long segments() throws IOException {
    try (Stream<Path> files = Files.list(wired.sidecar.journal())) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private void pause(int millisMax) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(millisMax));
  }

  /** Starts what is down, and returns when every part is ready. */
  void bringBack() throws IOException {
    for (var part : parts()) {
      if (!part.alive()) {
        part.start();
      }
    }
    for (var part : parts()) {
      part.awaitReady();
    }
  }
}
