package dev.tollgate.bench.ledger;

import java.time.Duration;

/**
 * How long, how often, how many at once.
 *
 * @param warmUpRounds rounds before the others that do not count
 * @param turn how long each way charges in a round
 * @param replicas streams to the ledger, and connections of the interactive way
 */
record LedgerPlan(int warmUpRounds, int rounds, Duration turn, int replicas) {
  LedgerPlan {
    if (replicas < 1 || replicas > 64) {
      throw new IllegalArgumentException("there must be 1 to 64 replicas, but are " + replicas);
    }
  }

  /** Some minutes. */
  static LedgerPlan full(int replicas) {
    return new LedgerPlan(2, 8, Duration.ofSeconds(2), replicas);
  }

  /** Some seconds: shows that everything works, and little else. */
  static LedgerPlan quick(int replicas) {
    return new LedgerPlan(0, 1, Duration.ofMillis(250), replicas);
  }
}
