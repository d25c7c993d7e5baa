package dev.tollgate.authz.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a change stands at one replica.
 *
 * <p>That a replica accepts nothing that a change ended is known of one that says that it applied
 * it. Of any other it is known as soon as so much time has passed since the change as it trusts its
 * memory: if it has read the log since, it has applied the change, and if not, it trusts nothing.
 */
sealed interface Reach {
  /** A replica that fell silent longer ago than it trusts its memory, and this, has ended. */
  Duration LATE_WORD_MAX = Duration.ofMinutes(1);

  /** It applied the change. */
  record Effective(Instant since) implements Reach {}

  /** It ended without having said that it applied the change. */
  record Stopped(Instant since) implements Reach {}

  /** What it remembered before the change it trusts no more. */
  record Lapsed(Instant since) implements Reach {}

  /** It may still accept what the change ended. */
  record Pending(Instant atTheLatest) implements Reach {}

  /** It began with the change known, or was gone before. */
  enum NotRunning implements Reach {
    NOT_RUNNING
  }

  /**
   * What a replica said of itself. Times are the database's clock.
   *
   * @param begunAt the newest change that was known when it began
   * @param staleMax so long after it last read the log it accepts what it remembers
   * @param appliedAt when it applied the change; null if it did not say so
   */
  record Replica(
      UUID id,
      String host,
      Instant startedAt,
      long begunAt,
      Duration staleMax,
      Instant seenAt,
      @Nullable Instant stoppedAt,
      @Nullable Instant appliedAt) {
    /** Whether it has said something lately. */
    boolean alive(Instant now) {
      return stoppedAt == null && seenAt.plus(LATE_WORD_MAX).isAfter(now);
    }
  }

  /**
   * Where the change with a number stands at a replica.
   *
   * @param committed when it was
   * @param now the database's clock before the replica's word was read
   */
  static Reach of(Replica replica, long change, Instant committed, Instant now) {
    var applied = replica.appliedAt();
    var stopped = replica.stoppedAt();
    if (replica.begunAt() >= change || goneBefore(replica, committed)) {
      return NotRunning.NOT_RUNNING;
    }
    if (applied != null) {
      return new Effective(applied);
    }
    if (stopped != null) {
      return new Stopped(stopped);
    }
    var lapse = committed.plus(replica.staleMax());
    return now.isAfter(lapse) ? new Lapsed(lapse) : new Pending(lapse);
  }

  private static boolean goneBefore(Replica replica, Instant committed) {
    var stopped = replica.stoppedAt();
    var silent = replica.seenAt().plus(replica.staleMax()).plus(LATE_WORD_MAX);
    return silent.isBefore(committed) || (stopped != null && stopped.isBefore(committed));
  }
}
