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
   * never sent.
   */
  void tick() {
    long now = bootClockMillis.getAsLong();
    long darkAfter = config.requestTimeMax().plus(config.reportDelay()).toMillis();
    for (var hold : holds.open()) {
      long age = hold.ageMillis(now);
      if (!hold.lineSeen()
          && hold.quietMillis(holds.quietMillis(hold.envoy())) >= config.voidAfter().toMillis()) {
        settler.voidHold(hold.n());
      } else if (age >= darkAfter) {
        settler.endWithoutLine(hold);
      } else if (age >= config.openedAfter().toMillis()) {
        settler.name(hold);
      }
    }
  }
}
