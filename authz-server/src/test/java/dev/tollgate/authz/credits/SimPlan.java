package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.Watcher;
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
 * @param drift rho: all clocks run at rates within 1 +- this, some at its ends
 * @param reportDelay D as the verdict waits for it: without it usage may come after the verdict
 * @param slowOneIn how many answers, and requests, are for one that takes as long as it may
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
    double drift,
    Duration reportDelay,
    int slowOneIn,
    Duration length) {
  /** T. */
  static final Duration SESSION = Duration.ofSeconds(15);

  /** Between requests that seldom meet each other: a replica then often has nothing open. */
  private static final int QUIET_MILLIS = 4_000;

  /** Q: Envoy ends what is upstream for longer. */
  static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(14);

  /** D. */
  private static final Duration REPORT_DELAY = Duration.ofSeconds(5);

  /** d: Envoy's tries of a Check together. */
  static final Duration ANSWER_MAX = Duration.ofSeconds(4);

  private static final double SMALL_DRIFT = 1e-3;
  private static final double LARGE_DRIFT = 0.1;

  /**
   * @param focus what goes wrong most, as soon as it can
   */
  static SimPlan of(SplittableRandom random, Set<SimFault> focus) {
    boolean tight = random.nextBoolean();
    boolean extreme = random.nextInt(3) == 0;
    long most = random.nextBoolean() ? 10 : 100;
    int holdMax = random.nextInt(5, 60);
    return new SimPlan(
        random.nextInt(2, 5),
        tight ? random.nextLong(2L * holdMax, most * holdMax) : random.nextLong(100, 3_000),
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
        extreme && random.nextBoolean() ? LARGE_DRIFT : SMALL_DRIFT,
        extreme ? Duration.ZERO : REPORT_DELAY,
        extreme ? 4 : 20,
        Duration.ofSeconds(240));
  }

  /** W. */
  Duration verdictAfter() {
    return Watcher.wait(SESSION, ANSWER_MAX, reportWithin(), drift);
  }

  /** Q + D, as the verdict waits for them. */
  Duration reportWithin() {
    return REQUEST_TIME_MAX.plus(reportDelay);
  }

  /** The rate of some clock. */
  double clockRate(SplittableRandom random) {
    return 1 + drift * Math.clamp(random.nextDouble(-1.5, 1.5), -1, 1);
  }

  /** How long something takes: some as long as it may. */
  long nanosUpTo(Duration longest, SplittableRandom random) {
    if (random.nextInt(slowOneIn) == 0) {
      return longest.toNanos();
    }
    long most = longest.toNanos() / (random.nextInt(10) == 0 ? 1 : 10);
    return random.nextLong(most);
  }

  /** Times short enough that everything happens within a run. */
  LeasesConfig times() {
    return new LeasesConfig(
        REQUEST_TIME_MAX,
        REPORT_DELAY,
        Duration.ofSeconds(9),
        Duration.ofSeconds(3),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        learnedHolds,
        Duration.ofMillis(50),
        DarkPrice.ESTIMATE);
  }
}
