package dev.tollgate.authz.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The readers of all logs, by turns, so that the lease book hears one thing after the other. One
 * that waits keeps up no other. One thread.
 */
final class LogReaders implements AutoCloseable {
  private final List<Turn> turns = new ArrayList<>();
  private final LongSupplier nanoClock;

  private static final class Turn {
    final UsageLogReader reader;
    long dueNanos;

    Turn(UsageLogReader reader, long dueNanos) {
      this.reader = reader;
      this.dueNanos = dueNanos;
    }
  }

  LogReaders(List<UsageLogReader> readers, LongSupplier nanoClock) {
    long now = nanoClock.getAsLong();
    readers.forEach(reader -> turns.add(new Turn(reader, now)));
    this.nanoClock = nanoClock;
  }

  /** A step of each that is due. Returns how long to wait for the next one. Never throws. */
  long step() {
    long wait = Long.MAX_VALUE;
    for (var turn : turns) {
      if (nanoClock.getAsLong() - turn.dueNanos >= 0) {
        long pause = turn.reader.step();
        turn.dueNanos = nanoClock.getAsLong() + pause;
      }
      wait = Math.min(wait, Math.max(0, turn.dueNanos - nanoClock.getAsLong()));
    }
    return wait;
  }

  @Override
  public void close() {
    turns.forEach(turn -> turn.reader.close());
  }
}
