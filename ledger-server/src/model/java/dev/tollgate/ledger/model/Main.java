package dev.tollgate.ledger.model;

import java.util.Set;

/**
 * Searches: everything, or with an argument one part: {@code timing}, {@code bugs}, {@code runs},
 * or runs by their letters, {@code runs:AF}. A second argument bounds the states of a search; one
 * that is cut short fails.
 */
final class Main {
  private static final long STATES_MAX = 60_000_000;

  private final long statesMax;
  private int failures;

  private Main(long statesMax) {
    this.statesMax = statesMax;
  }

  public static void main(String[] arguments) {
    var part = arguments.length == 0 ? "all" : arguments[0];
    var main = new Main(arguments.length > 1 ? Long.parseLong(arguments[1]) : STATES_MAX);
    switch (part) {
      case "timing" -> main.timing();
      case "bugs" -> main.bugs();
      case "runs" -> main.runs("");
      case "all" -> {
        main.timing();
        main.bugs();
        main.runs("");
      }
      default -> main.runs(part.substring("runs:".length()));
    }
    System.out.println(main.failures == 0 ? "ALL AS EXPECTED" : main.failures + " UNEXPECTED");
    System.exit(main.failures == 0 ? 0 : 1);
  }

  private void timing() {
    for (var check : TimingChecks.all()) {
      report("timing " + check.name(), check.model(), check.violates());
    }
    System.out.printf("     smallest W that is safe in whole ticks: %s%n", TimingChecks.tightest());
  }

  private void bugs() {
    for (var bug : Bug.values()) {
      report("bug " + bug, BugHunt.model(bug), true);
    }
    for (var witness : Witness.all()) {
      report("reaches " + witness.name(), witness.model(), true);
    }
  }

  private void runs(String letters) {
    for (var run : Run.all()) {
      if (letters.isEmpty() || letters.contains(run.name())) {
        var model = new Money(new Rules(run.bounds(), Set.of()), true, true);
        report("run " + run.name() + " " + run.about(), model, false);
      }
    }
  }

  private void report(String name, Search.Model model, boolean violates) {
    var result = new Search(model).run(statesMax);
    boolean good = violates ? result.found() : result.exhausted();
    failures += good ? 0 : 1;
    System.out.printf(
        "%-4s %-58s %,12d states %,13d transitions depth %3d %6.1f s  %s%n",
        good ? "ok" : "BAD",
        name,
        result.states(),
        result.transitions(),
        result.depth(),
        result.seconds(),
        outcome(result));
    result.trace().forEach(line -> System.out.println("       " + line));
  }

  private static String outcome(Search.Result result) {
    if (result.found()) {
      return "%s, %d steps".formatted(result.violation(), result.steps());
    }
    return result.exhausted() ? "exhausted, no violation" : "NOT EXHAUSTED";
  }
}
