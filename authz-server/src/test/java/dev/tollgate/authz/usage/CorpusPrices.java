package dev.tollgate.authz.usage;

import dev.tollgate.local.Repository;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.UnitPrice;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Prices of a shipped book, as far as the corpus needs them: read on its own, not as the ledger
 * does.
 */
final class CorpusPrices {
  private static final YAMLMapper YAML = new YAMLMapper();

  private CorpusPrices() {}

  static JsonNode yaml(String file) throws IOException {
    return YAML.readTree(Files.readString(Repository.root().resolve(file)));
  }

  static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /**
   * @param file such as {@code default-3}
   */
  static ModelPrice of(String file, String name) throws IOException {
    var model =
        elements(yaml("prices/" + file + ".yaml").path("models"))
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
        ModelPrice.Kind.IMAGE,
        input,
        pico(prices, "cached_input", input),
        write,
        pico(prices, "cache_write_1h", write),
        output,
        output,
        pico(prices, "audio_input", 0),
        pico(prices, "audio_output", 0),
        0,
        1,
        1,
        0,
        "",
        units(model));
  }

  private static List<UnitPrice> units(JsonNode model) {
    if (model.has("per_million_characters")) {
      return List.of(new UnitPrice("", pico(model, "per_million_characters", 0)));
    }
    if (model.has("per_second")) {
      return List.of(new UnitPrice("", amount(model.path("per_second"), 12)));
    }
    var images = model.path("per_image");
    return images.propertyNames().stream()
        .map(size -> new UnitPrice(size, amount(images.path(size), 12)))
        .toList();
  }

  private static boolean hasAlias(JsonNode model, String name) {
    return elements(model.path("aliases")).anyMatch(alias -> alias.asString().equals(name));
  }

  private static long pico(JsonNode prices, String name, long otherwise) {
    return prices.has(name) ? amount(prices.path(name), 6) : otherwise;
  }

  private static long amount(JsonNode text, int decimals) {
    return text.asDecimal().movePointRight(decimals).longValueExact();
  }
}
