package dev.tollgate.bench.chain;

import java.time.Duration;

/**
 * How long, how often, how many at once.
 *
 * @param warmUp how long each Envoy is driven with each call before anything counts
 * @param turn how long each is driven with each in a round
 * @param connections to each Envoy, each with one call under way
 */
record ChainPlan(Duration warmUp, int rounds, Duration turn, int connections) {
  ChainPlan {
    if (connections < 1 || connections > 64) {
      throw new IllegalArgumentException(
          "there must be 1 to 64 connections, but are " + connections);
    }
  }

  /** Some minutes. */
  static ChainPlan full(int connections) {
    return new ChainPlan(Duration.ofSeconds(3), 7, Duration.ofSeconds(2), connections);
  }

  /** Some seconds: shows that everything works, and little else. */
  static ChainPlan quick(int connections) {
    return new ChainPlan(Duration.ofMillis(50), 1, Duration.ofMillis(200), connections);
  }
}
