package dev.tollgate.authz.credits;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The settlements of every journal: each knows its own reservations. */
record AllSettlements(List<Settlements> journals) implements Settlements {
  @Override
  public Result settle(ReservationId reservation, UsageReport report) {
    for (var journal : journals) {
      var result = journal.settle(reservation, report);
      if (result != Result.FOREIGN) {
        return result;
      }
    }
    return Result.FOREIGN;
  }

  @Override
  public boolean progress(ReservationId reservation, UsageReport report) {
    boolean known = false;
    for (var journal : journals) {
      known |= journal.progress(reservation, report);
    }
    return known;
  }

  @Override
  public void quarantine(ReservationId reservation) {
    journals.forEach(journal -> journal.quarantine(reservation));
  }

  @Override
  public void quiet(EnvoyBoot envoy, Duration elapsed) {
    journals.forEach(journal -> journal.quiet(envoy, elapsed));
  }

  @Override
  public void bootEnded(EnvoyBoot envoy) {
    journals.forEach(journal -> journal.bootEnded(envoy));
  }

  @Override
  public Set<EnvoyBoot> openBoots() {
    var boots = new HashSet<EnvoyBoot>();
    journals.forEach(journal -> boots.addAll(journal.openBoots()));
    return boots;
  }
}
