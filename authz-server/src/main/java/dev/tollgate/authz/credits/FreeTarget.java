package dev.tollgate.authz.credits;

import java.time.Duration;

/**
 * How much free lease one account deserves, from what its requests were seen to hold:
 * docs/reference/leases.md, "Free lease". Immutable; times are of {@link System#nanoTime}'s kind.
 *
 * @param amount what should be free, 0 or a hold at least
 * @param hold1 the newest hold that was missed
 * @param hold2 the one before
 * @param hold3 the one before that
 * @param demand about what was held within {@link Rules#window}
 * @param heldBefore all that had been held at the last tick
 * @param tickNanos the last tick
 * @param changeNanos the last miss or halving
 * @param over whether more than the amount has been free at every tick since {@code overNanos}
 * @param scarce whether others needed more than there was, at {@code scarceNanos}
 */
record FreeTarget(
    long amount,
    long hold1,
    long hold2,
    long hold3,
    long demand,
    long heldBefore,
    long tickNanos,
    long changeNanos,
    boolean over,
    long overNanos,
    boolean scarce,
    long scarceNanos) {
  /** How long an account counts as scarce after it was last seen to be. */
  private static final Duration SCARCE = Duration.ofSeconds(10);

  /**
   * What is the same for all accounts.
   *
   * @param window free lease is at most what was held in this time; 0 keeps none
   * @param idle without a miss the amount is halved after this time; what is beyond it is given
   *     back after this time
   */
  record Rules(Duration window, Duration idle) {}

  static FreeTarget none(long nowNanos) {
    return new FreeTarget(0, 0, 0, 0, 0, 0, nowNanos, nowNanos, false, 0, false, 0);
  }

  /** The median of the last three holds that were missed. */
  long typicalHold() {
    return Math.max(Math.min(hold1, hold2), Math.min(Math.max(hold1, hold2), hold3));
  }

  boolean isScarce(long nowNanos) {
    return scarce && nowNanos - scarceNanos < SCARCE.toNanos();
  }

  /** A request found too little: the amount doubles, as far as the demand bears it out. */
  FreeTarget missed(long hold, long heldTotal, long nowNanos, Rules rules) {
    boolean first = hold1 == 0;
    long second = first ? hold : hold1;
    long third = first ? hold : hold2;
    var seen = with(amount, hold, second, third, nowNanos);
    if (isScarce(nowNanos) || rules.window().isZero()) {
      return seen.with(0, hold, second, third, nowNanos);
    }
    long typical = seen.typicalHold();
    long bound = Math.max(typical, demand + (heldTotal - heldBefore) + hold);
    long doubled = Math.min(Math.max(typical, 2 * amount), bound);
    return seen.with(doubled, hold, second, third, nowNanos);
  }

  /** Others needed more than there was: nothing is kept for now. */
  FreeTarget scarceAt(long nowNanos) {
    return new FreeTarget(
        0,
        hold1,
        hold2,
        hold3,
        demand,
        heldBefore,
        tickNanos,
        nowNanos,
        over,
        overNanos,
        true,
        nowNanos);
  }

  /** The ledger did not grant what was asked for: less is asked for the next time. */
  FreeTarget refused(long nowNanos) {
    return with(halved(), hold1, hold2, hold3, nowNanos);
  }

  /** Time goes by. Called several times within a window. */
  FreeTarget ticked(long available, long heldTotal, long nowNanos, Rules rules) {
    long elapsed = Math.clamp(nowNanos - tickNanos, 0, Math.max(1, rules.window().toNanos()));
    double kept = 1 - elapsed / (double) Math.max(1, rules.window().toNanos());
    long demandNow = (long) (demand * kept) + heldTotal - heldBefore;
    boolean quiet = nowNanos - changeNanos >= rules.idle().toNanos();
    long amountNow = quiet ? halved() : amount;
    boolean overNow = available > amountNow;
    return new FreeTarget(
        amountNow,
        hold1,
        hold2,
        hold3,
        demandNow,
        heldTotal,
        nowNanos,
        quiet ? nowNanos : changeNanos,
        overNow,
        over && overNow ? overNanos : nowNanos,
        scarce,
        scarceNanos);
  }

  /** What of the free lease goes back now. */
  long surplus(long available, long nowNanos, Rules rules) {
    if (isScarce(nowNanos)) {
      return available;
    }
    boolean idle = over && nowNanos - overNanos >= rules.idle().toNanos();
    return idle ? Math.max(0, available - amount) : 0;
  }

  /** Less than one hold serves nobody. */
  private long halved() {
    long half = amount / 2;
    return half < Math.max(1, typicalHold()) ? 0 : half;
  }

  private FreeTarget with(long newAmount, long newest, long second, long third, long nowNanos) {
    return new FreeTarget(
        newAmount,
        newest,
        second,
        third,
        demand,
        heldBefore,
        tickNanos,
        nowNanos,
        over,
        overNanos,
        scarce,
        scarceNanos);
  }
}
