package dev.tollgate.pricing;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

/**
 * The two sums of the product. Both are computed in picocredits and round up, to the nanocredit,
 * once. An amount beyond 9.2 million credits is an {@link ArithmeticException}, never a wrong sum.
 */
public final class Pricing {
  private static final long PICO_PER_NANO = 1_000;

  private Pricing() {}

  /**
   * What a request may cost at most: each token at the dearest class it could fall into.
   *
   * @throws IllegalArgumentException if the model has no price for the bound's units
   */
  public static long holdNanocredits(ModelPrice price, RequestBound bound) {
    long pico =
        addExact(
            multiplyExact(bound.inputTokens(), price.dearestInputPicocredits()),
            multiplyExact(bound.outputTokens(), price.dearestOutputPicocredits()));
    return nanocredits(price, addExact(pico, unitsPicocredits(price, bound.units())));
  }

  /**
   * What a request costs, by its evidence: EXACT, PARTIAL and ESTIMATED price tokens and units,
   * FIXED the units and the request alone, DARK and BOUND the hold; ZERO and VOID cost nothing.
   *
   * @throws IllegalArgumentException if the model has no price for the units
   */
  public static long costNanocredits(
      ModelPrice price, Evidence evidence, TokenCounts tokens, Units units, long holdNanocredits) {
    return switch (evidence) {
      case EXACT, PARTIAL, ESTIMATED ->
          nanocredits(
              price, addExact(tokensPicocredits(price, tokens), unitsPicocredits(price, units)));
      case FIXED -> nanocredits(price, unitsPicocredits(price, units));
      case DARK, BOUND -> holdNanocredits;
      case ZERO, VOID -> 0;
    };
  }

  /** The same of a request of which nothing is counted but tokens. */
  public static long costNanocredits(
      ModelPrice price, Evidence evidence, TokenCounts tokens, long holdNanocredits) {
    return costNanocredits(price, evidence, tokens, Units.NONE, holdNanocredits);
  }

  private static long tokensPicocredits(ModelPrice price, TokenCounts tokens) {
    long pico = multiplyExact(tokens.input(), price.inputPicocredits());
    pico = addExact(pico, multiplyExact(tokens.cachedInput(), price.cachedInputPicocredits()));
    pico = addExact(pico, multiplyExact(tokens.cacheWrite(), price.cacheWritePicocredits()));
    pico = addExact(pico, multiplyExact(tokens.cacheWrite1h(), price.cacheWrite1hPicocredits()));
    pico = addExact(pico, multiplyExact(tokens.output(), price.outputPicocredits()));
    pico = addExact(pico, multiplyExact(tokens.reasoning(), price.reasoningPicocredits()));
    pico = addExact(pico, multiplyExact(tokens.audioInput(), price.audioInputPicocredits()));
    return addExact(pico, multiplyExact(tokens.audioOutput(), price.audioOutputPicocredits()));
  }

  /**
   * What units cost, before any rounding.
   *
   * @throws IllegalArgumentException if the model has no price for them
   */
  public static long unitsPicocredits(ModelPrice price, Units units) {
    if (units.count() == 0) {
      return 0;
    }
    var unit = price.unitPrice(units.variant());
    if (unit == null) {
      throw new IllegalArgumentException(
          price.model() + " has no price for a unit of '" + units.variant() + "'");
    }
    return multiplyExact(units.count(), unit.picocredits());
  }

  /** Rounds up, and adds the price of the request. */
  private static long nanocredits(ModelPrice price, long pico) {
    return addExact(Math.ceilDiv(pico, PICO_PER_NANO), price.requestNanocredits());
  }
}
