package dev.tollgate.pricing;

import java.math.BigDecimal;

/**
 * What the platform takes of a request that is sent with a key of the caller's own: a share of its
 * price in the book.
 *
 * @param basisPoints hundredths of a percent, 0 to 10,000
 */
public record ByokFee(int basisPoints) {
  public static final ByokFee NONE = new ByokFee(0);

  /** The whole price, in basis points. */
  public static final int WHOLE = 10_000;

  private static final int PERCENT_DECIMALS = 2;
  private static final BigDecimal PERCENT_MAX = BigDecimal.valueOf(100);

  public ByokFee {
    if (basisPoints < 0 || basisPoints > WHOLE) {
      throw new IllegalArgumentException("a fee is 0 to " + WHOLE + " basis points");
    }
  }

  /**
   * A fee as people write it.
   *
   * @throws IllegalArgumentException if it is not from 0 to 100, or has more than two decimals
   */
  public static ByokFee ofPercent(BigDecimal percent) {
    // Compared first: a number with a large exponent is never written out.
    if (percent.signum() >= 0 && percent.compareTo(PERCENT_MAX) <= 0) {
      try {
        return new ByokFee(percent.movePointRight(PERCENT_DECIMALS).intValueExact());
      } catch (ArithmeticException moreDecimals) {
        // The message below serves both.
      }
    }
    throw new IllegalArgumentException(
        "must be a percentage from 0 to 100 with two decimals at most, but is " + percent);
  }

  /**
   * The fee of a request, rounded up to the nanocredit: exact, and never more than its price.
   *
   * @param spendNanocredits its price in the book, 0 or more
   */
  public long nanocredits(long spendNanocredits) {
    // In two parts, as the product of large prices exceeds 64 bits.
    long wholes = spendNanocredits / WHOLE * basisPoints;
    return wholes + Math.ceilDiv(spendNanocredits % WHOLE * basisPoints, WHOLE);
  }
}
