package dev.tollgate.pricing;

/**
 * What of a request is counted one by one and not in tokens.
 *
 * @param count from 0 to {@link #MAX}, so that no product with a price of a real book overflows
 * @param variant which of a model's unit prices it has: of images the size, and the quality after
 *     it; empty for a model with one price
 */
public record Units(long count, String variant) {
  /** A thousand million: no real request comes near it. */
  public static final long MAX = 1_000_000_000L;

  public static final Units NONE = new Units(0, "");

  public Units {
    if (count < 0 || count > MAX) {
      throw new IllegalArgumentException(
          "units must be between 0 and " + MAX + ", but are " + count);
    }
  }
}
