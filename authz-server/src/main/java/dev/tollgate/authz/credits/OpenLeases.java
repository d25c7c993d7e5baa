package dev.tollgate.authz.credits;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The leases as of the newest Open. Every Open starts with new ones: what was taken, granted or
 * asked for before stays with the older ones, which nobody admits from any more.
 */
final class OpenLeases implements Supplier<Leases> {
  private final FreeTarget.Rules rules;
  private final LongSupplier nanoTime;
  private volatile Leases current;

  OpenLeases(FreeTarget.Rules rules, LongSupplier nanoTime) {
    this.rules = rules;
    this.nanoTime = nanoTime;
    this.current = none("");
  }

  @Override
  public Leases get() {
    return current;
  }

  /** Leases of nothing yet, under a history of the ledger. */
  Leases none(String historyId) {
    return new Leases(historyId, rules, nanoTime);
  }

  /** From now on these count. While nothing is admitted, and under the settler's lock. */
  void replace(Leases leases) {
    current = leases;
  }
}
