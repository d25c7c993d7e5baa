package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.Amounts;

/** Arithmetic on vectors of amounts; every account takes only its own unit's component. */
final class Units {
  private Units() {}

  /** A request and what it holds or costs. */
  static Amounts oneRequest(long nanocredits) {
    return Amounts.newBuilder().setNanocredits(nanocredits).setRequests(1).build();
  }

  /** The component that an account takes. Quotas count requests, everything else nanocredits. */
  static long of(String account, Amounts amounts) {
    return account.startsWith("quota:") ? amounts.getRequests() : amounts.getNanocredits();
  }

  static Amounts plus(Amounts a, Amounts b) {
    return Amounts.newBuilder()
        .setNanocredits(Math.addExact(a.getNanocredits(), b.getNanocredits()))
        .setRequests(Math.addExact(a.getRequests(), b.getRequests()))
        .build();
  }

  /** What is left of {@code a} when {@code b} is taken away, never below zero. */
  static Amounts beyond(Amounts a, Amounts b) {
    return Amounts.newBuilder()
        .setNanocredits(Math.max(0, a.getNanocredits() - b.getNanocredits()))
        .setRequests(Math.max(0, a.getRequests() - b.getRequests()))
        .build();
  }

  static Amounts min(Amounts a, Amounts b) {
    return Amounts.newBuilder()
        .setNanocredits(Math.min(a.getNanocredits(), b.getNanocredits()))
        .setRequests(Math.min(a.getRequests(), b.getRequests()))
        .build();
  }

  static boolean isZero(Amounts amounts) {
    return amounts.getNanocredits() == 0 && amounts.getRequests() == 0;
  }
}
