package dev.tollgate.bench;

import java.time.Duration;

/**
 * How long, how often, how much at once.
 *
 * @param slot a server's turn
 * @param warmUpRounds rounds before them that do not count
 * @param admissionsMax most holds that one turn may leave open
 */
record Plan(int warmUpRounds, int rounds, Duration slot, int inFlight, int admissionsMax) {
  private static final int ADMISSIONS_MAX = 10_000;

  Plan {
    if (inFlight < 1 || inFlight > 1_000) {
      throw new IllegalArgumentException(
          "there must be 1 to 1,000 Checks in flight, but are " + inFlight);
    }
  }

  /** Some minutes. */
  static Plan full(int inFlight) {
    return new Plan(3, 10, Duration.ofSeconds(2), inFlight, ADMISSIONS_MAX);
  }

  /** Some seconds: shows that everything works, and little else. */
  static Plan quick(int inFlight) {
    return new Plan(1, 3, Duration.ofMillis(250), inFlight, ADMISSIONS_MAX);
  }
}
