package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.usage.ProviderUsage.Counted;
import dev.tollgate.local.Repository;
import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.TokenCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Answers as providers give them: what of them is counted, and what it costs. */
final class UsageCorpusTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final EnvoyRules RULES = EnvoyRules.read();

  static Stream<JsonNode> answers() throws IOException {
    return elements(YAML.readTree(Files.readString(file("prices/corpus.yaml"))));
  }

  private static Path file(String name) {
    return Repository.root().resolve(name);
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerIsCountedAndPricedAsWorkedOutByHand(JsonNode answer) throws Exception {
    var shape = answer.path("shape").asString();
    var seen = RULES.usage(shape, answer.path("payload").asString());
    var usage = ProviderUsageParser.parse(seen, shape.endsWith("embeddings"));
    assertThat(usage).as("%s: %s", answer.path("name"), seen).isInstanceOf(Counted.class);
    var counted = (Counted) usage;
    var counts = answer.path("counts");
    assertThat(counted.tokens()).as("%s", answer.path("name")).isEqualTo(tokens(counts));
    assertThat(counted.last()).isEqualTo(!answer.path("state").asString("").equals("partial"));
    long cost =
        Pricing.costNanocredits(
            price(answer.path("model").asString()), Evidence.EXACT, counted.tokens(), 0);
    assertThat(cost).as("%s", answer.path("name")).isEqualTo(answer.path("cost").asLong());
  }

  @Test
  void theCorpusIsLarge() throws Exception {
    assertThat(answers()).hasSizeGreaterThanOrEqualTo(60);
  }

  private static TokenCounts tokens(JsonNode counts) {
    return new TokenCounts(
        counts.path("input").asLong(0),
        counts.path("cached_input").asLong(0),
        counts.path("cache_write").asLong(0),
        counts.path("cache_write_1h").asLong(0),
        counts.path("output").asLong(0),
        counts.path("reasoning").asLong(0),
        0,
        0);
  }

  /** Of the shipped book, as far as the corpus needs it. */
  private static ModelPrice price(String name) throws IOException {
    var book = YAML.readTree(Files.readString(file("prices/default-2.yaml")));
    var model =
        elements(book.path("models"))
            .filter(node -> node.path("model").asString().equals(name) || hasAlias(node, name))
            .findFirst()
            .orElseThrow();
    var prices = model.path("per_million_tokens");
    long input = pico(prices, "input", 0);
    long write = pico(prices, "cache_write", input);
    long output = pico(prices, "output", 0);
    return new ModelPrice(
        name,
        List.of(),
        model.path("provider").asString(),
        ModelPrice.Kind.EMBEDDING,
        input,
        pico(prices, "cached_input", input),
        write,
        pico(prices, "cache_write_1h", write),
        output,
        output,
        0,
        0,
        0,
        1,
        0,
        0,
        "");
  }

  private static boolean hasAlias(JsonNode model, String name) {
    return elements(model.path("aliases")).anyMatch(alias -> alias.asString().equals(name));
  }

  private static long pico(JsonNode prices, String name, long otherwise) {
    return prices.has(name)
        ? prices.path(name).asDecimal().movePointRight(6).longValueExact()
        : otherwise;
  }
}
