package dev.tollgate.ledger.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The price files that ship. */
final class ShippedPricesTest {
  private static PriceBook read(int version) throws PriceFileException {
    return PriceFile.read(Repository.root().resolve("prices/default-" + version + ".yaml"));
  }

  private static List<ModelPrice> of(PriceBook book, String provider) {
    return book.models().stream().filter(price -> price.provider().equals(provider)).toList();
  }

  @Test
  void theSecondVersionKeepsThePricesOfTheFirst() throws Exception {
    assertThat(read(2).models()).containsAll(read(1).models());
    assertThat(read(2).effectiveFrom()).isAfter(read(1).effectiveFrom());
  }

  @Test
  void anthropicsCachePricesFollowItsInputsPrice() throws Exception {
    var models = of(read(2), "anthropic");
    assertThat(models).hasSizeGreaterThan(5);
    for (var price : models) {
      long input = price.inputPicocredits();
      assertThat(price.cacheWrite1hPicocredits()).as(price.model()).isEqualTo(2 * input);
      if (!price.model().equals("claude-3-haiku-20240307")) { // its list prices are rounded
        assertThat(4 * price.cacheWritePicocredits()).as(price.model()).isEqualTo(5 * input);
        assertThat(10 * price.cachedInputPicocredits()).as(price.model()).isEqualTo(input);
      }
    }
  }
}
