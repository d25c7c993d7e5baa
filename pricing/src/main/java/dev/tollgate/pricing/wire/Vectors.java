package dev.tollgate.pricing.wire;

import dev.tollgate.proto.ledger.v1.Amounts;
import java.util.function.LongBinaryOperator;

/**
 * Arithmetic on amounts by {@link Unit}; an account takes only its own unit's component. What is
 * made here says what was spent only where that is not what is charged, so that equal amounts are
 * equal messages.
 */
public final class Vectors {
  public static final Amounts ZERO = Amounts.getDefaultInstance();

  private Vectors() {}

  /** One request and what it holds or costs, with the platform's key. */
  public static Amounts oneRequest(long nanocredits) {
    return of(nanocredits, 1);
  }

  /** One request, what it holds or costs, and what that is at the book's price. */
  public static Amounts oneRequest(long nanocredits, long spend) {
    return of(nanocredits, 1, spend);
  }

  /** Amounts of which is spent what is charged. */
  public static Amounts of(long nanocredits, long requests) {
    return Amounts.newBuilder().setNanocredits(nanocredits).setRequests(requests).build();
  }

  public static Amounts of(long nanocredits, long requests, long spend) {
    var amounts = Amounts.newBuilder().setNanocredits(nanocredits).setRequests(requests);
    return spend == nanocredits ? amounts.build() : amounts.setSpend(spend).build();
  }

  /** Quotas count requests, everything else credits, charged or spent. */
  public static boolean countsRequests(String account) {
    return Unit.of(account) == Unit.REQUESTS;
  }

  /** The component that an account takes: that of its own unit. */
  public static long component(String account, Amounts amounts) {
    return Unit.of(account).in(amounts);
  }

  /** At the book's price, whoever pays the provider. */
  public static long spend(Amounts amounts) {
    return Unit.SPEND.in(amounts);
  }

  /** Throws ArithmeticException on overflow. */
  public static Amounts plus(Amounts a, Amounts b) {
    return each(Math::addExact, a, b);
  }

  /** Throws ArithmeticException on overflow; components may become negative. */
  public static Amounts minus(Amounts a, Amounts b) {
    return each(Math::subtractExact, a, b);
  }

  public static Amounts min(Amounts a, Amounts b) {
    return each(Math::min, a, b);
  }

  public static Amounts max(Amounts a, Amounts b) {
    return each(Math::max, a, b);
  }

  /** What is left of {@code a} when {@code b} is taken away, never below zero. */
  public static Amounts beyond(Amounts a, Amounts b) {
    return minus(a, min(a, b));
  }

  /** The same with no more of one unit than that. */
  public static Amounts atMost(Amounts amounts, Unit unit, long most) {
    return unit.in(amounts) <= most
        ? amounts
        : of(
            unit == Unit.NANOCREDITS ? most : amounts.getNanocredits(),
            unit == Unit.REQUESTS ? most : amounts.getRequests(),
            unit == Unit.SPEND ? most : spend(amounts));
  }

  /** For people. */
  public static String text(Amounts amounts) {
    var charged = amounts.getNanocredits() + " nanocredits, " + amounts.getRequests() + " requests";
    return amounts.hasSpend() ? charged + ", " + amounts.getSpend() + " spent" : charged;
  }

  private static Amounts each(LongBinaryOperator operator, Amounts a, Amounts b) {
    long nanocredits = operator.applyAsLong(a.getNanocredits(), b.getNanocredits());
    long requests = operator.applyAsLong(a.getRequests(), b.getRequests());
    return a.hasSpend() || b.hasSpend()
        ? of(nanocredits, requests, operator.applyAsLong(spend(a), spend(b)))
        : of(nanocredits, requests);
  }
}
