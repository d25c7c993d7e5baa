package dev.tollgate.ledger.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.UnitPrice;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The price files that ship. */
final class ShippedPricesTest {
  /** What a price of the book "managed" is of the same in the book "default". */
  private static final BigDecimal MANAGED = new BigDecimal("687.5");

  private static PriceBook read(int version) throws PriceFileException {
    return PriceFile.read(Repository.root().resolve("prices/default-" + version + ".yaml"));
  }

  private static PriceBook managed() throws PriceFileException {
    return PriceFile.read(Repository.root().resolve("prices/managed-1.yaml"));
  }

  private static List<ModelPrice> from(PriceBook book, String provider) {
    return book.models().stream().filter(price -> price.provider().equals(provider)).toList();
  }

  @Test
  void aVersionKeepsThePricesOfTheOneBefore() throws Exception {
    for (int version = 2; version <= 3; version++) {
      assertThat(read(version).models()).containsAll(read(version - 1).models());
      assertThat(read(version).effectiveFrom()).isAfter(read(version - 1).effectiveFrom());
    }
  }

  @Test
  void anImageOfTheSmallestSizeIsElevenCreditsForServices() throws Exception {
    var image = of(managed(), "dall-e-2").unitPrice("256x256");
    assertThat(image).isEqualTo(new UnitPrice("256x256", 11_000_000_000_000L));
  }

  @Test
  void whatServicesPayIsInProportionToTheListPrices() throws Exception {
    var listed = read(3).models();
    assertThat(managed().models()).hasSameSizeAs(listed);
    for (var price : listed) {
      var theirs = of(managed(), price.model());
      assertThat(theirs.aliases()).isEqualTo(price.aliases());
      assertThat(amounts(theirs))
          .as(price.model())
          .isEqualTo(
              amounts(price).stream()
                  .map(MANAGED::multiply)
                  .map(ShippedPricesTest::plain)
                  .toList());
    }
  }

  private static ModelPrice of(PriceBook book, String model) {
    return book.models().stream().filter(p -> p.model().equals(model)).findFirst().orElseThrow();
  }

  /** Every price of a model. */
  private static List<BigDecimal> amounts(ModelPrice price) {
    var tokens =
        LongStream.of(
            price.inputPicocredits(),
            price.cachedInputPicocredits(),
            price.cacheWritePicocredits(),
            price.cacheWrite1hPicocredits(),
            price.outputPicocredits(),
            price.reasoningPicocredits(),
            price.audioInputPicocredits(),
            price.audioOutputPicocredits(),
            price.requestNanocredits());
    var units = price.unitPrices().stream().mapToLong(UnitPrice::picocredits);
    return LongStream.concat(tokens, units)
        .mapToObj(BigDecimal::valueOf)
        .map(ShippedPricesTest::plain)
        .toList();
  }

  private static BigDecimal plain(BigDecimal amount) {
    return amount.stripTrailingZeros();
  }

  @Test
  void anthropicsCachePricesFollowItsInputsPrice() throws Exception {
    var models = from(read(3), "anthropic");
    assertThat(models).hasSizeGreaterThan(5);
    for (var price : models) {
      long input = price.inputPicocredits();
      assertThat(price.cacheWrite1hPicocredits()).as(price.model()).isEqualTo(2 * input);
      if (!price.model().equals("claude-3-haiku-20240307")) { // its list prices are rounded
        assertThat(4 * price.cacheWritePicocredits()).as(price.model()).isEqualTo(5 * input);
        long reads = price.model().equals("claude-opus-5-5") ? 20 : 10;
        assertThat(reads * price.cachedInputPicocredits()).as(price.model()).isEqualTo(input);
      }
    }
  }
}
