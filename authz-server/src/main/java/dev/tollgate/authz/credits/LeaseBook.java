package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.Want.Answer;
import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.authz.credits.journal.SegmentFile;
import dev.tollgate.kit.proto.BackwardsWriter;
import dev.tollgate.proto.ledger.v1.Amounts;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests against leases. The order is the rule: take the hold from free lease, journal the
 * admission, answer. As a rule all of it happens where the request arrived, and at once; one that
 * finds too little free lease waits for a batched Acquire.
 */
final class LeaseBook implements Reservations {
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final int ENTRY_BYTES_USUAL = 512;

  private final Journal journal;
  private final OpenLeases leases;
  private final Holds holds;
  private final LearnedHolds learned;
  private final Session session;
  private final AcquireBatcher acquires;
  private final Lanes lanes;
  private final InstantSource clock;
  private final LongSupplier bootClockMillis;
  private final LongConsumer voidLater;
  private final CreditsMetrics metrics;

  /** What each lane writes its journal entries with. */
  private final List<BackwardsWriter> entries;

  private volatile EnvoyBoot newestEnvoy = new EnvoyBoot("", "");

  /**
   * @param voidLater told the number of a hold whose Check was cancelled after it was admitted;
   *     must not block
   */
  LeaseBook(
      Journal journal,
      OpenLeases leases,
      Holds holds,
      LearnedHolds learned,
      Session session,
      AcquireBatcher acquires,
      Lanes lanes,
      InstantSource clock,
      LongSupplier bootClockMillis,
      LongConsumer voidLater,
      CreditsMetrics metrics) {
    this.journal = journal;
    this.leases = leases;
    this.holds = holds;
    this.learned = learned;
    this.session = session;
    this.acquires = acquires;
    this.lanes = lanes;
    this.clock = clock;
    this.bootClockMillis = bootClockMillis;
    this.voidLater = voidLater;
    this.metrics = metrics;
    this.entries =
        Stream.generate(() -> new BackwardsWriter(ENTRY_BYTES_USUAL)).limit(lanes.size()).toList();
  }

  @Override
  public Pending reserve(HoldRequest request, Consumer<HoldOutcome> callback) {
    var open = leases.get();
    var hold = learned.hold(request, open);
    var waiter = new Waiter(request, hold, lanes.current(), callback);
    var refusal = session.refusal();
    if (refusal != null) {
      callback.accept(new HoldOutcome.Unavailable(refusal));
    } else {
      reserve(waiter, open);
    }
    return waiter;
  }

  private void reserve(Waiter waiter, Leases open) {
    if (!open.take(waiter.request.path(), waiter.hold)) {
      acquire(waiter, open);
    } else if (waiter.admit(open)) {
      metrics.admittedFromFreeLease();
    }
  }

  private void acquire(Waiter waiter, Leases open) {
    var path = waiter.request.path();
    var known = open.knownDenial(path, waiter.hold);
    if (known == null) {
      acquires.acquire(new Want(path, waiter.hold, waiter::isCancelled, waiter::answered));
    } else {
      metrics.refusedWithoutAsking();
      waiter.callback.accept(known);
    }
  }

  /** One request between its Check's arrival and its answer. */
  private final class Waiter implements Pending {
    private static final long WAITING = 0;
    private static final long CANCELLED = -1;

    private final HoldRequest request;
    private final int lane;
    private final Consumer<HoldOutcome> callback;
    private final Amounts hold;

    /** WAITING, CANCELLED, or the number under which it was admitted. */
    private final AtomicLong state = new AtomicLong(WAITING);

    Waiter(HoldRequest request, Amounts hold, int lane, Consumer<HoldOutcome> callback) {
      this.request = request;
      this.lane = lane;
      this.callback = callback;
      this.hold = hold;
    }

    boolean isCancelled() {
      return state.get() == CANCELLED;
    }

    @Override
    public void cancel() {
      if (!state.compareAndSet(WAITING, CANCELLED)) {
        long n = state.get();
        if (n > WAITING) {
          voidLater.accept(n);
        }
      }
    }

    /** The ledger has answered: back to the event loop that asked, whose journal lane this is. */
    void answered(Answer answer) {
      lanes.execute(lane, () -> decide(answer));
    }

    private void decide(Answer answer) {
      switch (answer) {
        case Answer.Granted(var _, var from) -> {
          var _ = admit(from);
        }
        case Answer.HeldElsewhere(var account) ->
            callback.accept(new HoldOutcome.InFlight(account));
        case Answer.Never(var account, var state) ->
            callback.accept(
                new HoldOutcome.Insufficient(
                    account,
                    state.getGranted() - state.getPosted() - state.getClaimed(),
                    hold.getNanocredits()));
        case Answer.Failed(var reason) -> callback.accept(new HoldOutcome.Unavailable(reason));
      }
    }

    /** The hold is ours, of these leases; on its lane. Whether it was admitted. */
    private boolean admit(Leases from) {
      var refusal = from == leases.get() ? session.refusal() : "this replica was opened again";
      var admitted = refusal != null || isCancelled() ? null : journaled();
      if (admitted == null) {
        from.give(request.path(), hold);
        callback.accept(
            new HoldOutcome.Unavailable(refusal != null ? refusal : "the journal is full"));
        return false;
      }
      holds.add(admitted);
      if (admitted.unbackedNanocredits() > 0) {
        from.unbacked(request.path(), admitted.unbackedNanocredits());
        metrics.learnedHold();
      }
      if (!state.compareAndSet(WAITING, admitted.n())) {
        voidLater.accept(admitted.n());
      }
      callback.accept(
          new HoldOutcome.Admitted(
              new ReservationId(admitted.day(), journal.id(), admitted.n()),
              hold.getNanocredits(),
              from.of(request.path().getFirst()).knownBalance()));
      if (hold.getNanocredits() == 0) {
        acquires.lookAt(request.path().getFirst());
      }
      if (from.held(request.path(), hold)) {
        acquires.refill(request.path());
      }
      return true;
    }

    private @Nullable Hold journaled() {
      long nowMillis = clock.millis();
      int day = (int) (nowMillis / MILLIS_PER_DAY);
      long n = journal.nextN();
      var made = new AdmittedRequest(request, hold, n, day, nowMillis, bootClockMillis.getAsLong());
      var entry = entries.get(lane);
      entry.clear();
      made.writeAdmit(entry);
      try {
        @Nullable SegmentFile segment = journal.admit(lane, entry);
        if (segment == null) {
          return null;
        }
        var envoy = envoy();
        return new Hold(made, envoy, holds.quietMillis(envoy), segment);
      } catch (IOException e) {
        return null;
      }
    }

    /** The same object as long as the same one asks: every hold keeps it. */
    private EnvoyBoot envoy() {
      var known = newestEnvoy;
      if (known.node().equals(request.envoyNode()) && known.boot().equals(request.envoyBoot())) {
        return known;
      }
      var other = new EnvoyBoot(request.envoyNode(), request.envoyBoot());
      newestEnvoy = other;
      return other;
    }
  }
}
