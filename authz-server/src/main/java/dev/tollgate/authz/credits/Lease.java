package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.AccountState;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What this replica may hold against one account, in the account's own unit. Lock-free; any thread.
 */
final class Lease {
  /** What is available of a lease that was forgotten: nothing is, and nothing can be given. */
  private static final long RETIRED = -1;

  private static final long REFILL_NANOS = 100_000_000;
  private static final long REFILL_FAILED_NANOS = 1_000_000_000;
  private static final long DENIAL_NANOS = 1_000_000_000;
  private static final long ROOM_NANOS = 5_000_000_000L;
  private static final long BALANCE_NANOS = 10_000_000_000L;

  private final AtomicLong available = new AtomicLong();
  private final LongAdder held = new LongAdder();
  private final LongAdder unbacked = new LongAdder();
  private final AtomicLong refillNanos;
  private final AtomicReference<FreeTarget> target;
  private volatile long knownTotal;
  private volatile long knownBalance = HoldOutcome.BALANCE_UNKNOWN;
  private volatile KnownRoom knownRoom = KnownRoom.NONE;
  private volatile @Nullable KnownDenial denial;

  /** The ledger's word that an account cannot pay: for such a hold or a larger one. */
  private record KnownDenial(long hold, long balance, long nanos) {}

  /** What nobody had leased when the ledger last told. */
  private record KnownRoom(long amount, long nanos) {
    static final KnownRoom NONE = new KnownRoom(0, 0);
  }

  Lease(long nowNanos) {
    target = new AtomicReference<>(FreeTarget.none(nowNanos));
    refillNanos = new AtomicLong(nowNanos);
  }

  /** The total the ledger is known to have granted. One thread at a time sets it. */
  long knownTotal() {
    return knownTotal;
  }

  /** What the ledger says of the account; one thread at a time. */
  void learn(AccountState state, long nowNanos) {
    knownTotal = state.getGrantedTotal();
    knownBalance = state.getGranted() - state.getPosted();
    knownRoom = new KnownRoom(knownBalance - state.getLeased() - state.getClaimed(), nowNanos);
    if (state.getScarce()) {
      scarce(nowNanos);
    }
  }

  void knownTotal(long total) {
    knownTotal = total;
  }

  /**
   * Granted minus posted of the account when the ledger last told: information for the caller.
   * Until it did it is {@link HoldOutcome#BALANCE_UNKNOWN}.
   */
  long knownBalance() {
    return knownBalance;
  }

  /** Whether it is too long ago that the ledger told of the account. */
  boolean isOutdated(long nowNanos) {
    return knownBalance == HoldOutcome.BALANCE_UNKNOWN
        || nowNanos - knownRoom.nanos > BALANCE_NANOS;
  }

  /**
   * What the account can still give: what nobody had leased a moment ago, and what is free here,
   * less what open holds are short of their bounds. 0 if that is not known, or if others lack it.
   */
  long spare(long nowNanos) {
    var known = knownRoom;
    return nowNanos - known.nanos > ROOM_NANOS || target.get().isScarce(nowNanos)
        ? 0
        : Math.max(0, known.amount) + available.get() - unbacked.sum();
  }

  /** Open holds are short of their bounds by so much more, or less if it is negative. */
  void unbacked(long amount) {
    unbacked.add(amount);
  }

  /** Free lease: granted, and neither held nor on its way back. */
  long available() {
    return Math.max(0, available.get());
  }

  boolean take(long amount) {
    long before = available.get();
    while (before >= amount) {
      if (available.compareAndSet(before, before - amount)) {
        return true;
      }
      before = available.get();
    }
    return false;
  }

  long takeAll() {
    long all = available.get();
    while (all > 0 && !take(all)) {
      all = available.get();
    }
    return Math.max(0, all);
  }

  /** Takes what should go back to the ledger now; 0 if nothing should. */
  long takeSurplus(long nowNanos, FreeTarget.Rules rules) {
    long surplus = surplus(nowNanos, rules);
    while (surplus > 0 && !take(surplus)) {
      surplus = surplus(nowNanos, rules);
    }
    return surplus;
  }

  long surplus(long nowNanos, FreeTarget.Rules rules) {
    return target.get().surplus(available.get(), nowNanos, rules);
  }

  /** False if this lease was forgotten: another one takes it. */
  boolean give(long amount) {
    long before = available.get();
    while (before != RETIRED) {
      if (available.compareAndSet(before, before + amount)) {
        return true;
      }
      before = available.get();
    }
    return false;
  }

  /** Ends a lease of which nothing is free; false if something is. */
  boolean retire() {
    return available.compareAndSet(0, RETIRED);
  }

  FreeTarget target() {
    return target.get();
  }

  /** A hold was admitted. */
  void held(long amount) {
    held.add(amount);
  }

  /** Whether less than half of what should be free is. */
  boolean isLow() {
    return 2 * available.get() < target.get().amount();
  }

  /** Whether the caller is to ask for a refill: one at a time, and none too soon after the last. */
  boolean startRefill(long nowNanos) {
    long notBefore = refillNanos.get();
    return nowNanos - notBefore >= 0
        && refillNanos.compareAndSet(notBefore, nowNanos + REFILL_FAILED_NANOS);
  }

  /** A refill was answered; one that never is counts as failed. */
  void endRefill(long nowNanos) {
    refillNanos.set(nowNanos + REFILL_NANOS);
  }

  /** A request found too little free lease. */
  void missed(long hold, long nowNanos, FreeTarget.Rules rules) {
    long heldTotal = held.sum();
    target.updateAndGet(t -> t.missed(hold, heldTotal, nowNanos, rules));
  }

  /** Nothing is kept for now: others need it. */
  void scarce(long nowNanos) {
    target.updateAndGet(t -> t.scarceAt(nowNanos));
  }

  /** The ledger did not grant the free lease that was asked for. */
  void refused(long nowNanos) {
    target.updateAndGet(t -> t.refused(nowNanos));
  }

  /**
   * Time goes by.
   *
   * @return whether there is something to watch still
   */
  boolean tick(long nowNanos, FreeTarget.Rules rules) {
    long heldTotal = held.sum();
    long free = available.get();
    var now = target.updateAndGet(t -> t.ticked(free, heldTotal, nowNanos, rules));
    return free > 0 || now.amount() > 0;
  }

  /** The ledger says that the account cannot pay for such a hold. */
  void denied(long hold, AccountState state, long nowNanos) {
    long balance = state.getGranted() - state.getPosted() - state.getClaimed();
    denial = new KnownDenial(hold, balance, nowNanos);
  }

  /** Credit came in. */
  void forgetDenial() {
    denial = null;
  }

  /** What the account was known a moment ago not to have; null if such a hold may be asked for. */
  @Nullable Long balanceBelow(long hold, long nowNanos) {
    var known = denial;
    return known != null && hold >= known.hold && nowNanos - known.nanos < DENIAL_NANOS
        ? (Long) known.balance
        : null;
  }
}
