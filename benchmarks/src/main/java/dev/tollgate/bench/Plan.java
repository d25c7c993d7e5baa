package dev.tollgate.bench;

import java.time.Duration;

/**
 * How long, how often, how much at once.
 *
 * @param slot a server's turn
 * @param warmUpRounds rounds before them that do not count
 * @param leadInAdmissionsMax most holds before a turn that leaves some, until free lease has grown
 * @param admissionsMax most holds that such a turn may leave open
 */
record Plan(
    int warmUpRounds,
    int rounds,
    Duration slot,
    int inFlight,
    int leadInAdmissionsMax,
    int admissionsMax) {

  Plan {
    if (inFlight < 1 || inFlight > 1_000) {
      throw new IllegalArgumentException(
          "there must be 1 to 1,000 Checks in flight, but are " + inFlight);
    }
  }

  /** Some minutes. */
  static Plan full(int inFlight) {
    return new Plan(3, 10, Duration.ofSeconds(2), inFlight, 20_000, 40_000);
  }

  /** Some seconds: shows that everything works, and little else. */
  static Plan quick(int inFlight) {
    return new Plan(1, 3, Duration.ofMillis(250), inFlight, 2_000, 5_000);
  }
}
