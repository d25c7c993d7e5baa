package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PriceCatalogTest {
  private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

  private static PriceBook book(String name, int version, Instant from, ModelPrice... models) {
    return new PriceBook(new PriceVersion(name, version), from, List.of(models));
  }

  private static final ModelPrice OLD = SamplePrices.flat("m", 1, "m-2026");
  private static final ModelPrice NEW = SamplePrices.flat("m", 2, "m-2026");

  private final PriceCatalog catalog =
      new PriceCatalog(List.of(book("default", 2, MARCH, NEW), book("default", 1, JANUARY, OLD)));

  @Test
  void aVersionHoldsFromItsInstantUntilTheNextOnes() {
    assertThat(catalog.current("default", JANUARY.minusNanos(1))).isNull();
    assertThat(catalog.current("default", JANUARY)).isEqualTo(new PriceVersion("default", 1));
    assertThat(catalog.current("default", MARCH.minusNanos(1)))
        .isEqualTo(new PriceVersion("default", 1));
    assertThat(catalog.current("default", MARCH)).isEqualTo(new PriceVersion("default", 2));
    assertThat(catalog.current("other", MARCH)).isNull();
  }

  @Test
  void theHigherNumberHoldsWhereTwoNameTheSameInstant() {
    var twins = new PriceCatalog(List.of(book("b", 2, JANUARY, NEW), book("b", 1, JANUARY, OLD)));
    assertThat(twins.current("b", MARCH)).isEqualTo(new PriceVersion("b", 2));
  }

  @Test
  void anOldVersionIsFoundForEverAndAnAliasIsItsModel() {
    assertThat(catalog.find(new PriceVersion("default", 1), "m")).isEqualTo(OLD);
    assertThat(catalog.find(new PriceVersion("default", 2), "m-2026")).isEqualTo(NEW);
  }

  @Test
  void whatIsNotNamedHasNoPrice() {
    assertThat(catalog.find(new PriceVersion("default", 1), "M")).isNull();
    assertThat(catalog.find(new PriceVersion("default", 3), "m")).isNull();
    assertThat(catalog.models(new PriceVersion("default", 3))).isEmpty();
    assertThat(PriceCatalog.EMPTY.current("default", MARCH)).isNull();
  }

  @Test
  void aWildcardPricesWhatNoNameDoesAndTheLongestOneHolds() {
    var version = new PriceVersion("b", 1);
    var exact = SamplePrices.flat("gpt-4o-mini", 1);
    var family = SamplePrices.flat("gpt-4o*", 2);
    var vendor = SamplePrices.flat("gpt-*", 3, "o*");
    var catalog = new PriceCatalog(List.of(book("b", 1, MARCH, vendor, family, exact)));
    assertThat(catalog.find(version, "gpt-4o-mini")).isEqualTo(exact);
    assertThat(catalog.find(version, "gpt-4o-mini-2")).isEqualTo(family);
    assertThat(catalog.find(version, "gpt-4o")).isEqualTo(family);
    assertThat(catalog.find(version, "gpt-5")).isEqualTo(vendor);
    assertThat(catalog.find(version, "o9")).isEqualTo(vendor);
    assertThat(catalog.find(version, "gpt")).isNull();
    assertThat(catalog.find(version, "gpt-4o*")).as("as admissions name it").isEqualTo(family);
  }

  @Test
  void aStarAlonePricesWhateverIsLeft() {
    var fallback = SamplePrices.flat(ModelPrice.FALLBACK, 9);
    var catalog = new PriceCatalog(List.of(book("b", 1, MARCH, fallback, OLD)));
    assertThat(catalog.find(new PriceVersion("b", 1), "m")).isEqualTo(OLD);
    assertThat(catalog.find(new PriceVersion("b", 1), "unheard-of")).isEqualTo(fallback);
  }

  @Test
  void aStarStandsAtANamesEndAlone() {
    for (var name : List.of("*-mini", "gpt*mini", "**")) {
      assertThatThrownBy(() -> SamplePrices.flat(name, 1)).hasMessageContaining(name);
      assertThatThrownBy(() -> SamplePrices.flat("m", 1, name)).hasMessageContaining(name);
    }
  }

  @Test
  void aNameThatStandsTwiceIsRefused() {
    var alias = SamplePrices.flat("other", 1, "m");
    assertThatThrownBy(() -> new PriceCatalog(List.of(book("b", 1, MARCH, OLD, alias))))
        .hasMessage("b@1 prices m twice");
    assertThatThrownBy(() -> new PriceCatalog(List.of(book("b", 1, MARCH, OLD, OLD))))
        .hasMessage("b@1 prices m twice");
  }

  @Test
  void aVersionThatStandsTwiceIsRefused() {
    var books = List.of(book("b", 1, MARCH, OLD), book("b", 1, JANUARY, NEW));
    assertThatThrownBy(() -> new PriceCatalog(books)).hasMessage("b@1 stands twice");
  }
}
