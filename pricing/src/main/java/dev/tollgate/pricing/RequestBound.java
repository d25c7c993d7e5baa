package dev.tollgate.pricing;

/** The most that a request can use: input tokens, and output tokens over all its choices. */
public record RequestBound(long inputTokens, long outputTokens) {
  public RequestBound {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          "a bound must be 0 tokens or more, but is " + inputTokens + " and " + outputTokens);
    }
  }
}
