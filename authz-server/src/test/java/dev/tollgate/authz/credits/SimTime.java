package dev.tollgate.authz.credits;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** Simulated time and what is to happen in it, in order; and a trace of what did. One thread. */
final class SimTime {
  private static final int TRACE_MAX = 80;

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::number));
  private final Deque<String> trace = new ArrayDeque<>();
  private long now;
  private long number;
  private long steps;
  private long hash;

  private record Due(long nanos, long number, String what, Task task) {}

  /** Something that happens. */
  interface Task {
    void run() throws Exception;
  }

  long now() {
    return now;
  }

  long steps() {
    return steps;
  }

  /** Of everything that happened: the same for every run of a seed. */
  long hash() {
    return hash;
  }

  void in(long nanos, String what, Task task) {
    queue.add(new Due(now + Math.max(0, nanos), number++, what, task));
  }

  /** Lets the next thing happen; false if none will before the time. */
  boolean step(long untilNanos) throws Exception {
    var next = queue.peek();
    if (next == null || next.nanos > untilNanos) {
      now = untilNanos;
      return false;
    }
    queue.remove();
    now = next.nanos;
    steps++;
    note(next.what);
    next.task.run();
    return true;
  }

  /** Adds to the trace. */
  void note(String what) {
    hash = 31 * (31 * hash + now) + what.hashCode();
    if (trace.size() == TRACE_MAX) {
      trace.removeFirst();
    }
    trace.addLast("%12.6f %s".formatted(now / 1e9, what));
  }

  List<String> trace() {
    return List.copyOf(trace);
  }
}
