package dev.tollgate.authz.credits;

import java.util.concurrent.atomic.AtomicLong;

/** What this replica may hold against one account, in the account's own unit. */
final class Lease {
  private final AtomicLong available = new AtomicLong();
  private volatile long knownTotal;
  private volatile long knownBalance;

  /** The total the ledger is known to have granted. One thread at a time sets it. */
  long knownTotal() {
    return knownTotal;
  }

  void knownTotal(long total) {
    knownTotal = total;
  }

  /** Granted minus posted of the account when the ledger last told: information for the caller. */
  long knownBalance() {
    return knownBalance;
  }

  void knownBalance(long balance) {
    knownBalance = balance;
  }

  /** Free lease: granted, and neither held nor on its way back. */
  long available() {
    return available.get();
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
    return available.getAndSet(0);
  }

  void give(long amount) {
    available.addAndGet(amount);
  }
}
