package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Timing.Bug;
import java.util.ArrayList;
import java.util.List;

/** The searches of the clock half. */
final class TimingChecks {
  private static final Timing.Times TIMES = new Timing.Times(3, 2, 1);

  private TimingChecks() {}

  /** A search, and whether it must find a violation. */
  record Check(String name, Timing model, boolean violates) {}

  static List<Check> all() {
    var checks = new ArrayList<Check>();
    int safe = TIMES.waitSafe();
    checks.add(new Check("W = " + safe + " by the formula", model(safe, Bug.NONE), false));
    for (var bug : Bug.values()) {
      int wait =
          switch (bug) {
            case IGNORE_IN_FLIGHT -> TIMES.waitForSession();
            case IGNORE_DRIFT -> TIMES.waitWithoutDrift();
            case NONE, COUNT_FROM_RECEIPT, NO_COMPARE_AND_SET, NO_ANSWER_TIMEOUT -> safe;
          };
      if (bug != Bug.NONE) {
        checks.add(new Check("bug " + bug, model(wait, bug), true));
      }
    }
    return checks;
  }

  private static Timing model(int wait, Bug bug) {
    return new Timing(TIMES, wait, bug);
  }

  /** The formula errs on the safe side only. */
  static String tightest() {
    int wait = TIMES.waitSafe();
    while (new Search(model(wait - 1, Bug.NONE)).run(Long.MAX_VALUE).exhausted()) {
      wait--;
    }
    return wait + ", by the formula " + TIMES.waitSafe();
  }
}
