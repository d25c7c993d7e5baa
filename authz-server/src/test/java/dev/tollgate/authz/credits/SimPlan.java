package dev.tollgate.authz.credits;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
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
 * @param faults how often each {@link SimFault} is the one
 * @param cutOffMax how long nothing may get through; beyond W a verdict comes
 * @param requestEvery the mean time between two requests
 * @param moveEvery the mean time between two movements of credit: payers run dry if it is long
 * @param leaves whether a process that stops in order leaves for good
 * @param learnedHolds whether holds may be less than the bound
 */
record SimPlan(
    int machines,
    long credit,
    int holdMax,
    boolean overruns,
    int lossPercent,
    Duration faultEvery,
    Map<SimFault, Integer> faults,
    Duration cutOffMax,
    Duration requestEvery,
    Duration moveEvery,
    boolean leaves,
    boolean learnedHolds,
    Duration length) {
  /** T. */
  static final Duration SESSION = Duration.ofSeconds(15);

  /** Between requests that seldom meet each other: a replica then often has nothing open. */
  private static final int QUIET_MILLIS = 4_000;

  /** Q: Envoy ends what is upstream for longer. */
  static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(14);

  /** D. */
  static final Duration REPORT_DELAY = Duration.ofSeconds(5);

  /**
   * @param focus what goes wrong most, as soon as it can
   */
  static SimPlan of(SplittableRandom random, Set<SimFault> focus) {
    boolean tight = random.nextBoolean();
    int holdMax = random.nextInt(5, 60);
    return new SimPlan(
        random.nextInt(2, 5),
        tight ? random.nextLong(5L * holdMax, 100L * holdMax) : random.nextLong(100, 3_000),
        holdMax,
        random.nextBoolean(),
        random.nextInt(3) == 0 ? 0 : random.nextInt(1, 20),
        Duration.ofMillis(random.nextInt(2_000, focus.isEmpty() ? 30_000 : 6_000)),
        SimFault.weights(random, focus),
        Duration.ofSeconds(random.nextInt(10, 120)),
        Duration.ofMillis(random.nextInt(6) == 0 ? QUIET_MILLIS : random.nextInt(20, 300)),
        Duration.ofMillis(tight ? random.nextInt(5_000, 40_000) : 1_000),
        random.nextBoolean() || focus.contains(SimFault.STOP),
        random.nextInt(4) == 0,
        Duration.ofSeconds(240));
  }

  /** Times short enough that everything happens within a run. */
  LeasesConfig times() {
    return new LeasesConfig(
        REQUEST_TIME_MAX,
        REPORT_DELAY,
        Duration.ofSeconds(6),
        Duration.ofSeconds(3),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        learnedHolds,
        Duration.ofMillis(50));
  }
}
