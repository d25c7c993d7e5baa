package dev.tollgate.pricing;

/**
 * The most that a request can use.
 *
 * @param outputTokens over all its choices
 * @param units what is counted one by one; its count is the most, its variant is known
 */
public record RequestBound(long inputTokens, long outputTokens, Units units) {
  public RequestBound {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          "a bound must be 0 tokens or more, but is " + inputTokens + " and " + outputTokens);
    }
  }

  /** Of tokens alone. */
  public RequestBound(long inputTokens, long outputTokens) {
    this(inputTokens, outputTokens, Units.NONE);
  }
}
