package dev.tollgate.pricing;

/**
 * What one unit of a variant costs, in picocredits.
 *
 * @param variant as in {@link Units}
 */
public record UnitPrice(String variant, long picocredits) {
  public UnitPrice {
    if (picocredits < 0) {
      throw new IllegalArgumentException(
          "a unit's price must be 0 or more, but is " + picocredits + " for '" + variant + "'");
    }
  }
}
