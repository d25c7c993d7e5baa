package dev.tollgate.authz.credits;

import java.time.Duration;
import java.util.Set;

/** Settlements that go on as they are, for those that change some of them. */
class ForwardingSettlements implements Settlements {
  final Settlements to;

  ForwardingSettlements(Settlements to) {
    this.to = to;
  }

  @Override
  public Result settle(ReservationId reservation, UsageReport report) {
    return to.settle(reservation, report);
  }

  @Override
  public boolean progress(ReservationId reservation, UsageReport report) {
    return to.progress(reservation, report);
  }

  @Override
  public void quarantine(ReservationId reservation) {
    to.quarantine(reservation);
  }

  @Override
  public void quiet(EnvoyBoot envoy, Duration elapsed) {
    to.quiet(envoy, elapsed);
  }

  @Override
  public void bootEnded(EnvoyBoot envoy) {
    to.bootEnded(envoy);
  }

  @Override
  public Set<EnvoyBoot> openBoots() {
    return to.openBoots();
  }
}
