package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.proto.ledger.v1.Usage;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides how holds end: what the usage log tells, and what the clock does. One lock, which no
 * event loop ever takes.
 */
final class Settler implements Settlements {
  private final Journal journal;
  private final Holds holds;
  private final Transitions transitions;
  private final RecordStream stream;
  private final Supplier<PriceCatalog> catalog;
  private final CreditsMetrics metrics;
  private final DarkPrice darkPrice;
  private final Estimates estimates = new Estimates();
  private boolean open;

  Settler(
      Journal journal,
      OpenLeases leases,
      Holds holds,
      LearnedHolds learned,
      RecordStream stream,
      Supplier<PriceCatalog> catalog,
      DarkPrice darkPrice,
      CreditsMetrics metrics) {
    this.journal = journal;
    this.holds = holds;
    this.transitions = new Transitions(leases, holds, learned, stream, metrics);
    this.stream = stream;
    this.catalog = catalog;
    this.darkPrice = darkPrice;
    this.metrics = metrics;
  }

  /** From now on settlements are taken: the leases are known. */
  synchronized void open() {
    open = true;
  }

  /**
   * From now on the journal is only drained. It may have lost admissions, and what it has free may
   * be held for them: it gives nothing back and extends nothing, and knows only what it has a
   * record of.
   */
  synchronized void drain() {
    transitions.drain();
  }

  @Override
  public synchronized Result settle(ReservationId reservation, UsageReport report) {
    if (!reservation.replica().equals(journal.id())) {
      return Result.FOREIGN;
    }
    requireOpen();
    if (reservation.n() > journal.lastN()) {
      return Result.FOREIGN;
    }
    var hold = holds.get(reservation.n());
    if (hold != null) {
      var admission = hold.admission();
      var cost = Cost.of(admission, report, catalog.get(), estimates);
      transitions.settle(hold, cost);
      estimates.learn(admission, report.traffic(), cost.usage());
      return Result.SETTLED;
    }
    var dark = holds.dark(reservation.n());
    if (dark != null) {
      transitions.correct(dark, Cost.of(dark, report, catalog.get(), estimates));
      return Result.CORRECTED;
    }
    if (report.sentUpstream() && isVoided(reservation.n())) {
      metrics.usageAfterVoid();
      return Result.FOREIGN; // the hold is gone: the ledger charges it, as far as there is room
    }
    return isKnown(reservation.n()) ? Result.ALREADY : Result.FOREIGN;
  }

  private boolean isVoided(long n) {
    return holds.isVoided(n) || journal.contents().voided().test(n);
  }

  /** A number below the newest says nothing once admissions may be lost. */
  private boolean isKnown(long n) {
    return !transitions.drains()
        || transitions.endedWhileDraining(n)
        || journal.contents().closed().test(n);
  }

  @Override
  public synchronized boolean progress(ReservationId reservation, UsageReport report) {
    var hold = ours(reservation);
    if (hold != null) {
      hold.setProgress(report);
    }
    return hold != null;
  }

  @Override
  public synchronized void quarantine(ReservationId reservation) {
    var hold = ours(reservation);
    if (hold != null) {
      hold.sawLine();
    }
  }

  @Override
  public synchronized void quiet(EnvoyBoot envoy, Duration elapsed) {
    holds.addQuiet(envoy, elapsed.toMillis());
  }

  @Override
  public synchronized void bootEnded(EnvoyBoot envoy) {
    requireOpen();
    for (var hold : holds.open()) {
      if (hold.envoy().equals(envoy)) {
        endWithoutLine(hold);
      }
    }
    for (var hold : holds.unread()) {
      if (hold.envoy().equals(envoy)) {
        endWithoutLine(hold);
      }
    }
    holds.forget(envoy);
  }

  @Override
  public synchronized Set<EnvoyBoot> openBoots() {
    var boots = new HashSet<EnvoyBoot>();
    holds.open().forEach(hold -> boots.add(hold.envoy()));
    return boots;
  }

  /** The Check was cancelled, or nothing was ever sent: the hold is given back whole. */
  synchronized void voidHold(long n) {
    requireOpen();
    var hold = holds.get(n);
    if (hold != null) {
      transitions.settle(hold, Cost.unsent(Usage.getDefaultInstance()));
    }
  }

  /**
   * Nothing will be heard of this hold any more: what is known of it is settled, else it is dark
   * and priced by policy.
   */
  synchronized void endWithoutLine(Hold hold) {
    requireOpen();
    var soFar = hold.soFar();
    if (isOpen(hold) && soFar != null) {
      transitions.settle(hold, Cost.of(hold.admission(), soFar, catalog.get(), estimates));
    } else if (isOpen(hold)) {
      var price = darkPrice(hold); // before it is dark: without prices it is tried again
      transitions.darken(hold, price != null);
      correctTo(hold, price);
    } else if (holds.unread(hold.n()) == hold) {
      correctTo(
          hold,
          soFar == null
              ? darkPrice(hold)
              : Cost.of(hold.admission(), soFar, catalog.get(), estimates));
      holds.read(hold);
    }
  }

  private @Nullable Cost darkPrice(Hold hold) {
    return Cost.ofDark(
        hold.admission(),
        hold.factsSoFar(),
        hold.trafficSoFar(),
        darkPrice,
        catalog.get(),
        estimates);
  }

  private void correctTo(Hold hold, @Nullable Cost cost) {
    if (cost != null) {
      transitions.correct(hold.admission(), cost);
    }
  }

  /**
   * Its time is up, and its log is not read to the end: whatever it told so far, it is dark, so
   * that its last line can still correct it.
   */
  synchronized void endUnread(Hold hold) {
    requireOpen();
    if (isOpen(hold)) {
      transitions.darken(hold, true);
    }
  }

  private boolean isOpen(Hold hold) {
    return holds.get(hold.n()) == hold;
  }

  /** Tells the ledger the name of a hold that has been open for a while. */
  synchronized void name(Hold hold) {
    requireOpen();
    if (isOpen(hold) && !hold.named()) {
      transitions.name(hold);
    }
  }

  /** Gives back what free lease is too much. */
  synchronized void returnSurplus() {
    transitions.returnSurplus();
  }

  /** Runs a task while no hold can end and nothing is given back. */
  synchronized <T> T exclusively(Supplier<T> task) {
    return task.get();
  }

  /** Lets old segments of a quiet stream go. */
  synchronized void rotateStream() {
    stream.rotate();
  }

  private @Nullable Hold ours(ReservationId reservation) {
    if (!reservation.replica().equals(journal.id())) {
      return null;
    }
    var open = holds.get(reservation.n());
    return open != null ? open : holds.unread(reservation.n());
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("this replica is not open with the ledger yet");
    }
  }
}
