package dev.tollgate.authz.credits;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How one run is: drawn from its seed, so that seeds differ in more than luck.
 *
 * @param machines servers, each with an Envoy
 * @param credit granted to each account at first
 * @param holdMax the largest hold
 * @param overruns whether costs may exceed holds
 * @param lossPercent of calls and of answers
 * @param faultEvery the mean time between two faults
 * @param requestEvery the mean time between two requests
 */
record SimPlan(
    int machines,
    long credit,
    int holdMax,
    boolean overruns,
    int lossPercent,
    Duration faultEvery,
    Duration requestEvery,
    Duration length) {
  static final LeasesConfig TIMES =
      new LeasesConfig(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(6),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          false,
          Duration.ofMillis(50));

  /** T. */
  static final Duration SESSION = Duration.ofSeconds(25);

  static SimPlan of(SplittableRandom random) {
    return new SimPlan(
        random.nextInt(2, 5),
        random.nextLong(100, 3_000),
        random.nextInt(5, 60),
        random.nextBoolean(),
        random.nextInt(3) == 0 ? 0 : random.nextInt(1, 20),
        Duration.ofSeconds(random.nextInt(5, 60)),
        Duration.ofMillis(random.nextInt(20, 300)),
        Duration.ofSeconds(240));
  }
}
