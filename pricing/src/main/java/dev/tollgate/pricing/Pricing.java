package dev.tollgate.pricing;

import static java.lang.Math.addExact;
import static java.lang.Math.max;
import static java.lang.Math.multiplyExact;

/**
 * The two sums of the product. Both are computed in picocredits and round up, to the nanocredit,
 * once. An amount beyond 9.2 million credits is an {@link ArithmeticException}, never a wrong sum.
 */
public final class Pricing {
  private static final long PICO_PER_NANO = 1_000;

  private Pricing() {}

  /** What a request may cost at most: each token at the dearest class it could fall into. */
  public static long holdNanocredits(ModelPrice price, RequestBound bound) {
    long dearestInput =
        max(
            max(price.inputPicocredits(), price.cachedInputPicocredits()),
            max(
                max(price.cacheWritePicocredits(), price.cacheWrite1hPicocredits()),
                price.audioInputPicocredits()));
    long dearestOutput =
        max(
            price.outputPicocredits(),
            max(price.reasoningPicocredits(), price.audioOutputPicocredits()));
    long pico =
        addExact(
            multiplyExact(bound.inputTokens(), dearestInput),
            multiplyExact(bound.outputTokens(), dearestOutput));
    return addExact(roundUpToNanocredits(pico), price.requestNanocredits());
  }

  /**
   * What a request costs, by its evidence: EXACT, PARTIAL and ESTIMATED price the tokens, FIXED the
   * request alone, DARK and BOUND the hold; ZERO and VOID cost nothing.
   */
  public static long costNanocredits(
      ModelPrice price, Evidence evidence, TokenCounts tokens, long holdNanocredits) {
    return switch (evidence) {
      case EXACT, PARTIAL, ESTIMATED ->
          addExact(
              roundUpToNanocredits(tokensPicocredits(price, tokens)), price.requestNanocredits());
      case FIXED -> price.requestNanocredits();
      case DARK, BOUND -> holdNanocredits;
      case ZERO, VOID -> 0;
    };
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

  private static long roundUpToNanocredits(long pico) {
    return Math.ceilDiv(pico, PICO_PER_NANO);
  }
}
