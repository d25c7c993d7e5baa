package dev.tollgate.pricing;

/**
 * Tokens of one request in disjoint classes: every token stands in exactly one of them. Each count
 * is between 0 and {@link #MAX}; the constructor refuses anything else, so that no product of a
 * count and a price overflows.
 */
public record TokenCounts(
    long input,
    long cachedInput,
    long cacheWrite,
    long cacheWrite1h,
    long output,
    long reasoning,
    long audioInput,
    long audioOutput) {
  /** A thousand million tokens: no real request comes near it. */
  public static final long MAX = 1_000_000_000L;

  public static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0, 0, 0, 0, 0);

  public TokenCounts {
    check("input", input);
    check("cached_input", cachedInput);
    check("cache_write", cacheWrite);
    check("cache_write_1h", cacheWrite1h);
    check("output", output);
    check("reasoning", reasoning);
    check("audio_input", audioInput);
    check("audio_output", audioOutput);
  }

  private static void check(String name, long count) {
    if (count < 0 || count > MAX) {
      throw new IllegalArgumentException(
          name + " must be between 0 and " + MAX + " tokens, but is " + count);
    }
  }
}
