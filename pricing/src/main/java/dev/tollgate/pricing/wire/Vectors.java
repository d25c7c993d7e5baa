package dev.tollgate.pricing.wire;

import dev.tollgate.proto.ledger.v1.Amounts;

/** Arithmetic on amounts by unit; an account takes only its own unit's component. */
public final class Vectors {
  public static final Amounts ZERO = Amounts.getDefaultInstance();

  private Vectors() {}

  /** One request and what it holds or costs. */
  public static Amounts oneRequest(long nanocredits) {
    return of(nanocredits, 1);
  }

  public static Amounts of(long nanocredits, long requests) {
    return Amounts.newBuilder().setNanocredits(nanocredits).setRequests(requests).build();
  }

  /** Quotas count requests, everything else nanocredits. */
  public static boolean countsRequests(String account) {
    return account.startsWith("quota:");
  }

  /** The component that an account takes: that of its own unit. */
  public static long component(String account, Amounts amounts) {
    return countsRequests(account) ? amounts.getRequests() : amounts.getNanocredits();
  }

  /** Throws ArithmeticException on overflow. */
  public static Amounts plus(Amounts a, Amounts b) {
    return of(
        Math.addExact(a.getNanocredits(), b.getNanocredits()),
        Math.addExact(a.getRequests(), b.getRequests()));
  }

  /** Throws ArithmeticException on overflow; components may become negative. */
  public static Amounts minus(Amounts a, Amounts b) {
    return of(
        Math.subtractExact(a.getNanocredits(), b.getNanocredits()),
        Math.subtractExact(a.getRequests(), b.getRequests()));
  }

  public static Amounts min(Amounts a, Amounts b) {
    return of(
        Math.min(a.getNanocredits(), b.getNanocredits()),
        Math.min(a.getRequests(), b.getRequests()));
  }

  /** What is left of {@code a} when {@code b} is taken away, never below zero. */
  public static Amounts beyond(Amounts a, Amounts b) {
    return minus(a, min(a, b));
  }
}
