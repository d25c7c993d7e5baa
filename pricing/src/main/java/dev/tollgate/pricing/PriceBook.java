package dev.tollgate.pricing;

import java.time.Instant;
import java.util.List;

/**
 * One immutable version of a price book; it holds for admissions from its instant on, until a newer
 * version's.
 */
public record PriceBook(PriceVersion priceVersion, Instant effectiveFrom, List<ModelPrice> models) {
  public PriceBook {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("models must name at least one model");
    }
  }
}
