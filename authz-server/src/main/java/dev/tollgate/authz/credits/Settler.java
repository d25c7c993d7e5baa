package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.authz.credits.journal.NumberSet;
import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Dark;
import dev.tollgate.proto.ledger.v1.Opened;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Return;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.Usage;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends holds: every transition of docs/reference/leases.md that closes a reservation or gives lease
 * back. The order is the same everywhere: the record is journaled, then the memory changes, so that
 * a full journal leaves everything as it was. One lock, which no event loop ever takes.
 */
final class Settler implements Settlements {
  private static final dev.tollgate.proto.ledger.v1.Evidence EXACT =
      PriceProtos.toProto(Evidence.EXACT);

  private final Journal journal;
  private final OpenLeases leases;
  private final Holds holds;
  private final LearnedHolds learned;
  private final RecordStream stream;
  private final Supplier<PriceCatalog> catalog;
  private final CreditsMetrics metrics;
  private final NumberSet endedHere = new NumberSet();
  private boolean open;
  private boolean drains;

  Settler(
      Journal journal,
      OpenLeases leases,
      Holds holds,
      LearnedHolds learned,
      RecordStream stream,
      Supplier<PriceCatalog> catalog,
      CreditsMetrics metrics) {
    this.journal = journal;
    this.leases = leases;
    this.holds = holds;
    this.learned = learned;
    this.stream = stream;
    this.catalog = catalog;
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
    drains = true;
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
      settle(hold, Cost.of(hold.admission(), report, catalog.get()));
      return Result.SETTLED;
    }
    var dark = holds.dark(reservation.n());
    if (dark != null) {
      correct(dark, Cost.of(dark, report, catalog.get()));
      return Result.CORRECTED;
    }
    return isKnown(reservation.n()) ? Result.ALREADY : Result.FOREIGN;
  }

  /** A number below the newest says nothing once admissions may be lost. */
  private boolean isKnown(long n) {
    return !drains || endedHere.contains(n) || journal.contents().closed().test(n);
  }

  @Override
  public synchronized void progress(ReservationId reservation, UsageReport report) {
    var hold = ours(reservation);
    if (hold != null) {
      hold.setProgress(report);
    }
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
      settle(hold, Cost.unsent(Usage.getDefaultInstance()));
    }
  }

  /**
   * Nothing will be heard of this hold any more: what is known of it is settled, else it is dark.
   */
  synchronized void endWithoutLine(Hold hold) {
    requireOpen();
    if (holds.get(hold.n()) != hold) {
      return;
    }
    var progress = hold.progress();
    if (progress != null && progress.facts().hasTokens()) {
      var soFar = new UsageReport(progress.facts(), true, true);
      settle(hold, Cost.of(hold.admission(), soFar, catalog.get()));
      return;
    }
    var facts = progress == null ? Usage.getDefaultInstance() : progress.facts();
    var usage = facts.toBuilder().setEvidence(PriceProtos.toProto(Evidence.DARK));
    var dark = Dark.newBuilder().setAdmission(hold.admission()).setUsage(usage);
    stream.append(Record.newBuilder().setDark(dark));
    end(hold);
    holds.darken(hold.admission());
    metrics.dark();
  }

  /** Tells the ledger the name of a hold that has been open for a while. */
  synchronized void name(Hold hold) {
    requireOpen();
    if (holds.get(hold.n()) == hold && !hold.named()) {
      var opened = Opened.newBuilder().setAdmission(hold.admission());
      stream.append(Record.newBuilder().setOpened(opened));
      hold.setNamed();
    }
  }

  /** Gives back what free lease is too much: subtracted first, then journaled. */
  synchronized void returnSurplus() {
    if (!drains) {
      leases.get().takeSurplus(this::giveBack);
    }
  }

  /** Runs a task while no hold can end and nothing is given back. */
  synchronized <T> T exclusively(Supplier<T> task) {
    return task.get();
  }

  /** Lets old segments of a quiet stream go. */
  synchronized void rotateStream() {
    stream.rotate();
  }

  private void giveBack(String account, long amount) {
    try {
      var back = Return.newBuilder().setAccount(account).setAmount(amount);
      stream.append(Record.newBuilder().setReturn(back));
    } catch (RuntimeException e) {
      leases.get().give(account, amount);
      throw e;
    }
  }

  private void settle(Hold hold, Cost cost) {
    var admission = hold.admission();
    var extension = extend(admission, cost.amounts());
    var settle =
        Settle.newBuilder()
            .setAdmission(admission)
            .setCost(cost.amounts())
            .setExtension(extension)
            .setUsage(cost.usage());
    appendOrUndo(Record.newBuilder().setSettle(settle), admission, extension);
    end(hold);
    var held = Vectors.plus(admission.getHold(), extension);
    leases.get().give(admission.getPathList(), Vectors.beyond(held, cost.amounts()));
    if (cost.usage().getEvidence() == EXACT) {
      learned.record(admission, hold.boundNanocredits(), cost.amounts().getNanocredits());
    }
    metrics.settled(cost);
  }

  private void end(Hold hold) {
    holds.close(hold);
    leases.get().unbacked(hold.path(), -hold.unbackedNanocredits());
    if (drains) {
      endedHere.add(hold.n());
    }
  }

  private void correct(Admission admission, Cost cost) {
    var extension = extend(admission, cost.amounts());
    var correct =
        Correct.newBuilder()
            .setAdmission(admission)
            .setCost(cost.amounts())
            .setExtension(extension)
            .setUsage(cost.usage());
    appendOrUndo(Record.newBuilder().setCorrect(correct), admission, extension);
    holds.brighten(admission.getN());
    var held = Vectors.plus(admission.getHold(), extension);
    leases.get().give(admission.getPathList(), Vectors.beyond(held, cost.amounts()));
    metrics.settled(cost);
  }

  /** Takes what the cost exceeds the hold by from free lease, on the whole path or not at all. */
  private Amounts extend(Admission admission, Amounts cost) {
    var excess = Vectors.beyond(cost, admission.getHold());
    boolean taken =
        !drains
            && !excess.equals(Vectors.ZERO)
            && leases.get().take(admission.getPathList(), excess);
    return taken ? excess : Vectors.ZERO;
  }

  private void appendOrUndo(Record.Builder record, Admission admission, Amounts extension) {
    try {
      stream.append(record);
    } catch (RuntimeException e) {
      leases.get().give(admission.getPathList(), extension);
      throw e;
    }
  }

  private @Nullable Hold ours(ReservationId reservation) {
    return reservation.replica().equals(journal.id()) ? holds.get(reservation.n()) : null;
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("this replica is not open with the ledger yet");
    }
  }
}
