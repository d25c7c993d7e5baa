package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.credits.UsageReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A lease book that outlives its readers, remembers every call and can refuse some. */
final class RecordedSettlements implements Settlements {
  /** In order, each once: what a journal would hold. */
  final List<Long> settled = new ArrayList<>();

  /** Beside each of these, when its request began. */
  final List<Long> startedAtMs = new ArrayList<>();

  final List<String> calls = new ArrayList<>();
  final Set<EnvoyBoot> open = new HashSet<>();
  final List<EnvoyBoot> ended = new ArrayList<>();
  final Set<Long> quarantined = new HashSet<>();
  Duration quiet = Duration.ZERO;
  int refusals;

  @Override
  public synchronized Result settle(ReservationId reservation, UsageReport report) {
    calls.add("settle " + reservation.n());
    refuse();
    if (!reservation.replica().equals(Lines.JOURNAL)) {
      return Result.FOREIGN;
    }
    if (settled.contains(reservation.n())) {
      return Result.ALREADY;
    }
    settled.add(reservation.n());
    startedAtMs.add(report.facts().getStartedAtMs());
    return Result.SETTLED;
  }

  @Override
  public synchronized boolean progress(ReservationId reservation, UsageReport report) {
    calls.add("progress " + reservation.n());
    refuse();
    return !settled.contains(reservation.n());
  }

  @Override
  public synchronized void quarantine(ReservationId reservation) {
    calls.add("quarantine " + reservation.n());
    refuse();
    quarantined.add(reservation.n());
  }

  @Override
  public synchronized void quiet(EnvoyBoot envoy, Duration elapsed) {
    quiet = quiet.plus(elapsed);
  }

  @Override
  public synchronized void bootEnded(EnvoyBoot envoy) {
    calls.add("ended " + envoy.boot());
    refuse();
    ended.add(envoy);
    open.remove(envoy);
  }

  @Override
  public synchronized Set<EnvoyBoot> openBoots() {
    return Set.copyOf(open);
  }

  synchronized List<Long> settledSoFar() {
    return List.copyOf(settled);
  }

  private void refuse() {
    if (refusals > 0) {
      refusals--;
      throw new IllegalStateException("the journal is full");
    }
  }
}
