package dev.tollgate.authz.check;

import java.util.ArrayDeque;

/**
 * The Checks of one event loop that wait for somebody else: bounded in number, and each ends as a
 * refusal when its time is up, while its caller still listens. Used on that loop alone.
 */
final class Deadlines {
  private final int waitingMax;
  private final long deadlineNanos;
  private final ArrayDeque<CheckRun> waiting = new ArrayDeque<>();

  Deadlines(int waitingMax, long deadlineNanos) {
    this.waitingMax = waitingMax;
    this.deadlineNanos = deadlineNanos;
  }

  /** Whether no further Check may wait. */
  boolean full() {
    return waiting.size() >= waitingMax;
  }

  /** Watches a Check that was not answered at once. */
  void watch(CheckRun run) {
    waiting.addLast(run);
  }

  /**
   * Refuses those whose time is up and forgets those that have ended. Called many times a second.
   */
  void expire(long nowNanos) {
    waiting.removeIf(CheckRun::ended);
    // All have the same time, so the oldest stand first.
    while (!waiting.isEmpty() && nowNanos - waiting.peekFirst().startedNanos() >= deadlineNanos) {
      waiting.removeFirst().answer(Denied.of(Denial.TIMED_OUT));
    }
  }
}
