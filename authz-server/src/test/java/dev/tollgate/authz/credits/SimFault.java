package dev.tollgate.authz.credits;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** What can go wrong at once. A plan says how often each does. */
enum SimFault {
  /** kill -9 of a process. */
  KILL(25),
  /** kill -9 of two at the same time. */
  KILL_TWO(10),
  /** Nothing gets through to the ledger or from it. */
  CUT_OFF(25),
  /** A process stops in order. */
  STOP(15),
  ENVOY_CRASH(10),
  /** The log is not read. */
  READER_PAUSE(15),
  /** The journal's volume is lost, and maybe the log's. */
  DISK_LOSS(15),
  /** The host goes down: what was not on its disk yet is lost. */
  HOST_CRASH(15),
  /** The ledger's database becomes an older copy of itself. */
  RESTORE(6);

  private static final int[] EMPHASIS = {0, 1, 1, 6};
  private static final int FOCUS = 300;

  private final int usual;

  SimFault(int usual) {
    this.usual = usual;
  }

  /**
   * How often each happens among all, differently from seed to seed; some never.
   *
   * @param focus those that happen most
   */
  static Map<SimFault, Integer> weights(SplittableRandom random, Set<SimFault> focus) {
    var weights = new EnumMap<SimFault, Integer>(SimFault.class);
    for (var fault : values()) {
      int emphasis = EMPHASIS[random.nextInt(EMPHASIS.length)];
      weights.put(fault, focus.contains(fault) ? FOCUS : fault.usual * emphasis);
    }
    weights.merge(KILL, 1, Integer::sum);
    return weights;
  }

  static SimFault pick(Map<SimFault, Integer> weights, SplittableRandom random) {
    int at = random.nextInt(weights.values().stream().mapToInt(weight -> weight).sum());
    for (var weight : weights.entrySet()) {
      at -= weight.getValue();
      if (at < 0) {
        return weight.getKey();
      }
    }
    throw new IllegalStateException("beyond the last weight");
  }
}
