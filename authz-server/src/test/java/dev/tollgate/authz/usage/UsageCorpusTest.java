package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.usage.ProviderUsage.Counted;
import dev.tollgate.authz.usage.ProviderUsage.None;
import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.Units;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Answers as providers give them: what of them is counted, and what it costs. */
final class UsageCorpusTest {
  private static final EnvoyRules RULES = EnvoyRules.read();

  private static Stream<JsonNode> all() throws IOException {
    return CorpusPrices.elements(CorpusPrices.yaml("prices/corpus.yaml"));
  }

  static Stream<JsonNode> counted() throws IOException {
    return all().filter(answer -> answer.has("counts"));
  }

  static Stream<JsonNode> bought() throws IOException {
    return all().filter(answer -> !answer.has("counts"));
  }

  private static ProviderUsage usage(JsonNode answer) {
    var shape = answer.path("shape").asString();
    var seen = RULES.usage(shape, answer.path("payload").asString());
    boolean embeddings = shape.endsWith("embeddings");
    return ProviderUsageParser.parse(
        seen, embeddings ? AnswerShape.INPUT_ALONE : AnswerShape.USUAL);
  }

  private static ModelPrice price(JsonNode answer) throws IOException {
    boolean managed = answer.path("book").asString("").equals("managed");
    return CorpusPrices.of(managed ? "managed-1" : "default-3", answer.path("model").asString());
  }

  @ParameterizedTest
  @MethodSource("counted")
  void anAnswerIsCountedAndPricedAsWorkedOutByHand(JsonNode answer) throws Exception {
    assertThat(usage(answer)).as("%s", answer.path("name")).isInstanceOf(Counted.class);
    var counted = (Counted) usage(answer);
    assertThat(counted.tokens())
        .as("%s", answer.path("name"))
        .isEqualTo(tokens(answer.path("counts")));
    assertThat(counted.last()).isEqualTo(!answer.path("state").asString("").equals("partial"));
    var units = new Units(counted.seconds(), "");
    assertThat(counted.seconds()).isEqualTo(answer.path("counts").path("seconds").asLong(0));
    long cost = Pricing.costNanocredits(price(answer), Evidence.EXACT, counted.tokens(), units, 0);
    assertThat(cost).as("%s", answer.path("name")).isEqualTo(answer.path("cost").asLong());
  }

  @ParameterizedTest
  @MethodSource("bought")
  void whatWasBoughtByThePieceIsPricedWithoutCounts(JsonNode answer) throws Exception {
    assertThat(usage(answer)).isInstanceOf(None.class);
    var price = price(answer);
    assertThat(price.pricesTokens()).isFalse();
    var node = answer.path("units");
    var units = new Units(node.path("count").asLong(), node.path("variant").asString());
    long cost = Pricing.costNanocredits(price, Evidence.FIXED, TokenCounts.NONE, units, 0);
    assertThat(cost).as("%s", answer.path("name")).isEqualTo(answer.path("cost").asLong());
  }

  @Test
  void theCorpusIsLarge() throws Exception {
    assertThat(counted()).hasSizeGreaterThanOrEqualTo(60);
  }

  private static TokenCounts tokens(JsonNode counts) {
    return new TokenCounts(
        counts.path("input").asLong(0),
        counts.path("cached_input").asLong(0),
        counts.path("cache_write").asLong(0),
        counts.path("cache_write_1h").asLong(0),
        counts.path("output").asLong(0),
        counts.path("reasoning").asLong(0),
        counts.path("audio_input").asLong(0),
        counts.path("audio_output").asLong(0));
  }
}
