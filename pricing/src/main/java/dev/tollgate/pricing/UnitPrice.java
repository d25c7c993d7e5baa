package dev.tollgate.pricing;

/**
 * What one unit of a variant costs, in picocredits.
 *
 * @param variant as in {@link Units}
 * @param countMax the most units of one request; 0 where each request says how many it wants
 */
public record UnitPrice(String variant, long picocredits, long countMax) {
  public UnitPrice {
    if (picocredits < 0 || countMax < 0) {
      throw new IllegalArgumentException(
          "a unit's price and number must be 0 or more, but are %d and %d for '%s'"
              .formatted(picocredits, countMax, variant));
    }
  }

  /** Of what each request says how many it wants. */
  public UnitPrice(String variant, long picocredits) {
    this(variant, picocredits, 0);
  }
}
