package dev.tollgate.ledger.credits;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Condemns replicas whose heartbeat stands still for W by this process's own clock: they admit
 * nothing any more, and nothing that they admitted is upstream still. No clock of another machine
 * counts. One thread; what it has seen is lost with the process, so that the next one waits anew.
 */
public final class Watcher {
  private static final Logger log = LoggerFactory.getLogger(Watcher.class);

  /** Clocks that drift apart by one in a thousand, far more than quartz does. */
  private static final double DRIFT = 1e-3;

  /** Envoy's tries of one Check together: an answer later than that admits nothing. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(4);

  /** Looks must follow each other within this part of W. */
  private static final long BLIND_DIVISOR = 10;

  private final Endings endings;
  private final long waitNanos;
  private final LongSupplier nanoTime;
  private final Consumer<Verdict> told;
  private Map<ReplicaKey, Seen> seen = new HashMap<>();
  private long lastLookNanos;

  private record ReplicaKey(UUID id, int shard) {}

  private record Seen(Heartbeat heartbeat, long sinceNanos) {}

  /**
   * @param wait W: {@link #wait(Duration, Duration)} or more
   * @param told every verdict, after its commit
   */
  public Watcher(Endings endings, Duration wait, LongSupplier nanoTime, Consumer<Verdict> told) {
    this.endings = endings;
    this.waitNanos = wait.toNanos();
    this.nanoTime = nanoTime;
    this.lastLookNanos = nanoTime.getAsLong();
    this.told = told;
  }

  /**
   * The shortest W: {@code (1 + rho) (T / (1 - rho) + d + Q + D)}, docs/reference/leases.md,
   * "Time".
   *
   * @param session T
   * @param reportWithin Q + D: how long after its admission a request may be reported
   */
  public static Duration wait(Duration session, Duration reportWithin) {
    return wait(session, ANSWER_MAX, reportWithin, DRIFT);
  }

  /**
   * {@link #wait(Duration, Duration)} with other clocks and another Envoy.
   *
   * @param answerMax d: answers of Checks that take longer admit nothing
   * @param drift rho: clocks run at rates within 1 +- this
   */
  public static Duration wait(
      Duration session, Duration answerMax, Duration reportWithin, double drift) {
    double seconds =
        (1 + drift)
            * (session.toMillis() / (1 - drift) + answerMax.toMillis() + reportWithin.toMillis())
            / 1e3;
    return Duration.ofMillis((long) Math.ceil(seconds * 1e3));
  }

  /**
   * Looks once; to be called often within W, by one thread. After a longer pause, such as the
   * database's absence, everybody's wait begins anew: replicas could not be heard either.
   */
  public void look() throws SQLException {
    var heartbeats = endings.heartbeats();
    long lookedNanos = nanoTime.getAsLong();
    boolean blind = lookedNanos - lastLookNanos > waitNanos / BLIND_DIVISOR;
    var now = new HashMap<ReplicaKey, Seen>();
    for (var heartbeat : heartbeats) {
      var key = new ReplicaKey(heartbeat.replica().id(), heartbeat.replica().shard());
      var before = blind ? null : seen.get(key);
      now.put(key, stands(before, heartbeat) ? before : new Seen(heartbeat, lookedNanos));
    }
    seen = now;
    lastLookNanos = lookedNanos;
    for (var silent : now.values()) {
      if (lookedNanos - silent.sinceNanos() >= wait(silent.heartbeat())) {
        condemn(silent.heartbeat());
      }
    }
  }

  /** The replica may have opened itself at a server that was configured otherwise. */
  private long wait(Heartbeat heartbeat) {
    return Math.max(waitNanos, TimeUnit.MILLISECONDS.toNanos(heartbeat.silentMillis()));
  }

  private static boolean stands(@Nullable Seen before, Heartbeat heartbeat) {
    return before != null && before.heartbeat().equals(heartbeat);
  }

  /** One that cannot be condemned now does not shield the others. */
  private void condemn(Heartbeat heartbeat) {
    try {
      var verdict = endings.condemn(heartbeat);
      if (verdict != null) {
        tell(verdict);
      }
    } catch (SQLException | RuntimeException e) {
      log.error("Silent replica {} cannot be condemned now", heartbeat.replica().id(), e);
    }
  }

  private void tell(Verdict verdict) {
    log.error(
        "Replica {} was silent and is condemned: {} reservations settled by usage that others read,"
            + " {} dark; spent unseen at most: {}",
        verdict.replica().id(),
        verdict.settled(),
        verdict.dark(),
        verdict.ceiling().isEmpty() ? "nothing" : verdict.ceiling());
    told.accept(verdict);
  }
}
