package dev.tollgate.authz.credits;

import java.util.function.LongSupplier;

/** Ends and names holds by the clock. Called about every second, by one thread. */
final class HoldAging {
  private final Holds holds;
  private final Settler settler;
  private final LeasesConfig config;
  private final LongSupplier bootClockMillis;

  HoldAging(Holds holds, Settler settler, LeasesConfig config, LongSupplier bootClockMillis) {
    this.holds = holds;
    this.settler = settler;
    this.config = config;
    this.bootClockMillis = bootClockMillis;
  }

  /**
   * Void, Dark and Opened of docs/reference/leases.md, section 5, for every open hold. A request
   * writes a line every 10 s, so a hold without any line in {@code void_after} of quiet time was
   * never sent. Quiet for as long after the longest request may last, the log has its last line.
   */
  void tick() {
    long now = bootClockMillis.getAsLong();
    long over = config.requestTimeMax().toMillis();
    long darkAfter = over + config.reportDelay().toMillis();
    long quietEnough = config.voidAfter().toMillis();
    for (var hold : holds.open()) {
      long age = hold.ageMillis(now);
      long quiet = holds.quietMillis(hold.envoy());
      if (age >= over) {
        hold.isOver(quiet);
      }
      if (!hold.lineSeen() && hold.quietMillis(quiet) >= quietEnough) {
        settler.voidHold(hold.n());
      } else if (age >= darkAfter && hold.quietMillisSinceOver(quiet) >= quietEnough) {
        settler.endWithoutLine(hold);
      } else if (age >= darkAfter) {
        settler.endUnread(hold);
      } else if (age >= config.openedAfter().toMillis()) {
        settler.name(hold);
      }
    }
    for (var hold : holds.unread()) {
      if (hold.quietMillisSinceOver(holds.quietMillis(hold.envoy())) >= quietEnough) {
        settler.endWithoutLine(hold);
      }
    }
  }
}
