package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.NumberSet;
import dev.tollgate.pricing.Evidence;
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

/**
 * Every transition of docs/reference/leases.md that closes a reservation or gives lease back. The
 * order is the same everywhere: the record is journaled, then the memory changes, so that a full
 * journal leaves everything as it was. One thread at a time: {@link Settler}'s lock.
 */
final class Transitions {
  private static final dev.tollgate.proto.ledger.v1.Evidence EXACT =
      PriceProtos.toProto(Evidence.EXACT);
  private static final dev.tollgate.proto.ledger.v1.Evidence VOID =
      PriceProtos.toProto(Evidence.VOID);

  private final OpenLeases leases;
  private final Holds holds;
  private final LearnedHolds learned;
  private final RecordStream stream;
  private final CreditsMetrics metrics;
  private final NumberSet endedWhileDraining = new NumberSet();
  private boolean drains;

  Transitions(
      OpenLeases leases,
      Holds holds,
      LearnedHolds learned,
      RecordStream stream,
      CreditsMetrics metrics) {
    this.leases = leases;
    this.holds = holds;
    this.learned = learned;
    this.stream = stream;
    this.metrics = metrics;
  }

  /** From now on nothing is given back or extended. */
  void drain() {
    drains = true;
  }

  boolean drains() {
    return drains;
  }

  boolean endedWhileDraining(long n) {
    return endedWhileDraining.contains(n);
  }

  /** The request cost this: what the hold does not need is free again. */
  void settle(Hold hold, Cost cost) {
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
    giveRest(admission, extension, cost);
    if (cost.usage().getEvidence() == VOID) {
      holds.voided(admission.getN());
    }
    if (cost.usage().getEvidence() == EXACT) {
      learned.record(admission, hold.boundNanocredits(), cost.amounts().getNanocredits());
    }
    metrics.settled(cost);
  }

  /** A dark one cost this. */
  void correct(Admission admission, Cost cost) {
    var extension = extend(admission, cost.amounts());
    var correct =
        Correct.newBuilder()
            .setAdmission(admission)
            .setCost(cost.amounts())
            .setExtension(extension)
            .setUsage(cost.usage());
    appendOrUndo(Record.newBuilder().setCorrect(correct), admission, extension);
    holds.brighten(admission.getN());
    giveRest(admission, extension, cost);
    metrics.settled(cost);
  }

  /**
   * The hold is charged until usage corrects that.
   *
   * @param mayBeTold whether what its lines told so far is still to be looked at
   */
  void darken(Hold hold, boolean mayBeTold) {
    var usage = hold.factsSoFar().toBuilder().setEvidence(PriceProtos.toProto(Evidence.DARK));
    var dark = Dark.newBuilder().setAdmission(hold.admission()).setUsage(usage);
    stream.append(Record.newBuilder().setDark(dark));
    end(hold);
    if (mayBeTold && hold.trafficSoFar() != null) {
      holds.darkUnread(hold);
    } else {
      holds.darken(hold.admission());
    }
    metrics.dark();
  }

  /** Tells the ledger the name of a hold. */
  void name(Hold hold) {
    var opened = Opened.newBuilder().setAdmission(hold.admission());
    stream.append(Record.newBuilder().setOpened(opened));
    hold.setNamed();
  }

  /** Gives back what free lease is too much: subtracted first, then journaled. */
  void returnSurplus() {
    if (!drains) {
      leases.get().takeSurplus(this::giveBack);
    }
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

  private void end(Hold hold) {
    holds.close(hold);
    leases.get().unbacked(hold.path(), -hold.unbackedNanocredits());
    if (drains) {
      endedWhileDraining.add(hold.n());
    }
  }

  private void giveRest(Admission admission, Amounts extension, Cost cost) {
    var held = Vectors.plus(admission.getHold(), extension);
    leases.get().give(admission.getPathList(), Vectors.beyond(held, cost.amounts()));
  }

  /** Takes what the cost exceeds the hold by from free lease, on the whole path or not at all. */
  private Amounts extend(Admission admission, Amounts cost) {
    var excess = Vectors.beyond(cost, admission.getHold());
    if (excess.equals(Vectors.ZERO)) {
      return Vectors.ZERO;
    }
    metrics.aboveHold();
    boolean taken = !drains && leases.get().take(admission.getPathList(), excess);
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
}
