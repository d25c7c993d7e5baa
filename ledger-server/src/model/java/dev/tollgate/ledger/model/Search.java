package dev.tollgate.ledger.model;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Exhaustive breadth-first search: the first violation that it finds has a shortest trace. */
final class Search {
  private final Model model;
  private final Fingerprints seen = new Fingerprints();
  private final ArrayDeque<byte[]> frontier = new ArrayDeque<>();
  private long transitions;
  private int violating = -1;
  private String violation = "";

  Search(Model model) {
    this.model = model;
  }

  /** A transition system. States are arrays of one length that is a multiple of 8. */
  interface Model {
    byte[] initial();

    /** Tells every transition out of a state; the visitor keeps the arrays that it gets. */
    void successors(byte[] state, Visitor visitor);

    /** The invariant that does not hold in a state. */
    Optional<String> violation(byte[] state);

    String describe(byte[] state);
  }

  /** Takes a transition; its name is only formatted when a trace is printed. */
  interface Visitor {
    void next(byte[] state, String format, Object... arguments);
  }

  /**
   * What a search found.
   *
   * @param exhausted whether every reachable state was visited and none violates anything
   * @param seconds of the processor, which other work on the machine does not lengthen
   * @param violation the invariant that the last state of the trace violates, or empty
   */
  record Result(
      long states,
      long transitions,
      int depth,
      boolean exhausted,
      String violation,
      List<String> trace,
      double seconds) {
    boolean found() {
      return !violation.isEmpty();
    }

    /** Steps of the counterexample; the trace ends with the state that they lead to. */
    int steps() {
      return Math.max(0, trace.size() - 1);
    }
  }

  /** Searches once. Memory: about 26 bytes a state, and the states of one depth. */
  Result run(long statesMax) {
    long start = cpuNanos();
    visit(model.initial(), Fingerprints.NONE);
    int at = 0;
    int depth = 0;
    int levelEnd = 1;
    while (!frontier.isEmpty() && violating < 0 && seen.size() < statesMax) {
      if (at == levelEnd) {
        depth++;
        levelEnd = seen.size();
      }
      int from = at++;
      model.successors(
          frontier.remove(),
          (state, format, arguments) -> {
            transitions++;
            visit(state, from);
          });
    }
    boolean exhausted = frontier.isEmpty() && violating < 0;
    double seconds = (cpuNanos() - start) / 1e9;
    return new Result(seen.size(), transitions, depth, exhausted, violation, trace(), seconds);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void visit(byte[] state, int from) {
    if (violating >= 0) {
      return;
    }
    int index = seen.add(state, from);
    if (index == Fingerprints.NONE) {
      return;
    }
    var broken = model.violation(state);
    if (broken.isPresent()) {
      violating = index;
      violation = broken.get();
    }
    frontier.add(state);
  }

  /** Walks the way to the violation again, because only fingerprints were kept. */
  private List<String> trace() {
    if (violating < 0) {
      return List.of();
    }
    var way = new ArrayList<Integer>();
    for (int i = violating; i >= 0; i = seen.parent(i)) {
      way.add(i);
    }
    Collections.reverse(way);
    var lines = new ArrayList<String>();
    byte[] state = model.initial();
    for (int wanted : way.subList(1, way.size())) {
      state = step(state, wanted, lines);
    }
    lines.add("=> " + model.describe(state));
    return lines;
  }

  private byte[] step(byte[] state, int wanted, List<String> lines) {
    var found = new ArrayList<byte[]>();
    model.successors(
        state,
        (next, format, arguments) -> {
          if (found.isEmpty() && seen.is(wanted, next)) {
            found.add(next);
            lines.add(format.formatted(arguments));
          }
        });
    return found.getFirst();
  }
}
