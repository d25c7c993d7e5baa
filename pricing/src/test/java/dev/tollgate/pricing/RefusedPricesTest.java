package dev.tollgate.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusedPricesTest {
  private static final String[] FIELDS = {
    "input_picocredits",
    "cached_input_picocredits",
    "cache_write_picocredits",
    "cache_write_1h_picocredits",
    "output_picocredits",
    "reasoning_picocredits",
    "audio_input_picocredits",
    "audio_output_picocredits",
    "request_nanocredits",
    "context_tokens",
    "max_output_tokens",
    "created_seconds"
  };

  private static ModelPrice with(
      String model, List<String> aliases, String provider, ModelPrice.Kind kind, long... n) {
    return new ModelPrice(
        model, aliases, provider, kind, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9],
        n[10], n[11], "", List.of());
  }

  private static long[] good() {
    return new long[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0};
  }

  @Test
  void aNumberBelowItsLeastIsRefusedByName() {
    for (int i = 0; i < FIELDS.length; i++) {
      var numbers = good();
      numbers[i] -= 1;
      assertThatThrownBy(() -> with("m", List.of(), "p", ModelPrice.Kind.CHAT, numbers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(FIELDS[i] + " must be ");
    }
  }

  @ParameterizedTest
  @CsvSource({"'',a,p,model", "m,' ',p,aliases", "m,a,'',provider"})
  void aNameMayNotBeEmpty(String model, String alias, String provider, String field) {
    assertThatThrownBy(() -> with(model, List.of(alias), provider, ModelPrice.Kind.CHAT, good()))
        .hasMessage(field + " must not be empty");
  }

  @Test
  void onlyAnEmbeddingModelHasNoOutput() {
    var numbers = good();
    numbers[10] = 0;
    assertThat(with("m", List.of(), "p", ModelPrice.Kind.EMBEDDING, numbers).maxOutputTokens())
        .isZero();
  }

  @Test
  void outputThatCostsSomethingHasALimitWhateverTheKind() {
    var numbers = good();
    numbers[4] = 1;
    numbers[10] = 0;
    assertThatThrownBy(() -> with("m", List.of(), "p", ModelPrice.Kind.IMAGE, numbers))
        .hasMessageStartingWith("max_output_tokens must be 1 or more");
  }

  @Test
  void aUnitHasOnePriceAndNoneBelowZero() {
    var twice = List.of(new UnitPrice("256x256", 1), new UnitPrice("256x256", 2));
    assertThatThrownBy(() ->
            new ModelPrice(
                "m",
                List.of(),
                "p",
                ModelPrice.Kind.IMAGE,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                "",
                twice))
        .hasMessage("unit_prices must name each variant once");
    assertThatThrownBy(() -> new UnitPrice("256x256", -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Units(-1, "")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Units(Units.MAX + 1, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPriceKeepsNoListThatOthersCanChange() {
    var aliases = new ArrayList<>(List.of("a"));
    var price = with("m", aliases, "p", ModelPrice.Kind.CHAT, good());
    var models = new ArrayList<>(List.of(price));
    var book = new PriceBook(new PriceVersion("b", 1), Instant.EPOCH, models);
    aliases.clear();
    models.clear();
    assertThat(price.aliases()).containsExactly("a");
    assertThat(book.models()).containsExactly(price);
  }

  @Test
  void aBookNamesAModel() {
    var version = new PriceVersion("b", 1);
    assertThatThrownBy(() -> new PriceBook(version, Instant.EPOCH, List.of()))
        .hasMessage("models must name at least one model");
  }

  @Test
  void aVersionHasANameAndANumber() {
    assertThat(new PriceVersion("default", 3)).hasToString("default@3");
    assertThatThrownBy(() -> new PriceVersion("", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PriceVersion("b", 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsOutsideTheirBoundsAreRefusedByName() {
    assertThatThrownBy(() -> new TokenCounts(0, 0, 0, 0, 0, -1, 0, 0))
        .hasMessage("reasoning must be between 0 and 1000000000 tokens, but is -1");
    assertThatThrownBy(() -> new TokenCounts(TokenCounts.MAX + 1, 0, 0, 0, 0, 0, 0, 0))
        .hasMessageStartingWith("input must be between");
    assertThatThrownBy(() -> new RequestBound(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
