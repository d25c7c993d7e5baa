package dev.tollgate.ledger.prices;

import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.UnitPrice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads one version of one price book from a reviewed file: docs/reference/prices.md. */
final class PriceFile {
  private static final Set<String> BOOK_KEYS =
      Set.of("book", "version", "effective_from", "models");
  private static final Set<String> MODEL_KEYS =
      Set.of(
          "model",
          "aliases",
          "provider",
          "kind",
          "per_million_tokens",
          "per_request",
          "per_image",
          "per_million_characters",
          "per_second",
          "max_seconds",
          "context_tokens",
          "max_output_tokens",
          "created",
          "owned_by");
  private static final Set<String> CLASSES =
      Set.of(
          "input",
          "cached_input",
          "cache_write",
          "cache_write_1h",
          "output",
          "reasoning",
          "audio_input",
          "audio_output");
  private static final int MICRO = 6;
  private static final int NANO = 9;
  private static final int PICO = 12;

  /** The keys of what is counted one by one, with the kind of model that counts so. */
  private static final Map<String, String> UNITS =
      Map.of(
          "per_image", "image",
          "per_million_characters", "speech",
          "per_second", "transcription");

  private static final Set<String> WITH_OUTPUT =
      Set.of("chat", "image", "completion", "transcription");

  private final String file;
  private final List<String> problems = new ArrayList<>();

  private PriceFile(String file) {
    this.file = file;
  }

  /** Every problem of the file at once is one {@link PriceFileException}. */
  static PriceBook read(Path path) throws PriceFileException {
    var name = path.getFileName().toString();
    try {
      return parse(name, Files.readString(path));
    } catch (IOException e) {
      throw new PriceFileException(List.of(name + ": cannot be read: " + e.getMessage()));
    }
  }

  /**
   * A file's text.
   *
   * @param name what problems call the file; empty if that goes without saying
   */
  static PriceBook parse(String name, String text) throws PriceFileException {
    var reader = new PriceFile(name);
    var book = reader.book(text);
    if (book == null || !reader.problems.isEmpty()) {
      throw new PriceFileException(reader.problems);
    }
    return book;
  }

  private @Nullable PriceBook book(String text) {
    try {
      var root = YAMLMapper.builder().build().readTree(text);
      unknownKeys("", root, BOOK_KEYS);
      var models = new ArrayList<ModelPrice>();
      for (var model : root.path("models")) {
        var price = model(model);
        if (price != null) {
          models.add(price);
        }
      }
      var version = new PriceVersion(root.path("book").asString(""), root.path("version").asInt(0));
      var from = Instant.parse(root.path("effective_from").asString(""));
      var book = new PriceBook(version, from, models);
      new PriceCatalog(List.of(book)); // refuses a name that stands twice
      return book;
    } catch (JacksonException e) {
      problem("", "is not YAML: " + e.getOriginalMessage());
    } catch (RuntimeException e) {
      problem("", String.valueOf(e.getMessage()));
    }
    return null;
  }

  private @Nullable ModelPrice model(JsonNode node) {
    var name = node.path("model").asString("");
    int before = problems.size();
    unknownKeys(name, node, MODEL_KEYS);
    var tokens = node.path("per_million_tokens");
    unknownKeys(name + ".per_million_tokens", tokens, CLASSES);
    long input = price(name, tokens, "input", 0);
    long cacheWrite = price(name, tokens, "cache_write", input);
    long output = price(name, tokens, "output", 0);
    requirePrices(name, node, tokens);
    try {
      var aliases = new ArrayList<String>();
      node.path("aliases").forEach(alias -> aliases.add(alias.asString()));
      var price =
          new ModelPrice(
              name,
              aliases,
              node.path("provider").asString(""),
              ModelPrice.Kind.valueOf(node.path("kind").asString("").toUpperCase(Locale.ROOT)),
              input,
              price(name, tokens, "cached_input", input),
              cacheWrite,
              price(name, tokens, "cache_write_1h", cacheWrite),
              output,
              price(name, tokens, "reasoning", output),
              price(name, tokens, "audio_input", 0),
              price(name, tokens, "audio_output", 0),
              amount(name, node, "per_request", NANO, 0),
              contextTokens(name, node),
              node.path("max_output_tokens").asLong(0),
              LocalDate.parse(node.path("created").asString("2020-01-01"))
                  .atStartOfDay(ZoneOffset.UTC)
                  .toEpochSecond(),
              node.path("owned_by").asString(""),
              unitPrices(name, node));
      return problems.size() == before ? price : null;
    } catch (RuntimeException e) {
      problem(name, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** What is left out is free, so nothing that is used may be left out by accident. */
  private void requirePrices(String model, JsonNode node, JsonNode tokens) {
    if (model.isEmpty()) {
      problem("models", "each must have a model: the name that providers give it");
    }
    boolean other = node.has("per_request") || hasUnits(node);
    if (other && !node.has("per_million_tokens")) {
      return;
    }
    if (!tokens.has("input")) {
      problem(model + ".per_million_tokens.input", "is missing: write \"0\" if it is free");
    }
    if (!tokens.has("output") && WITH_OUTPUT.contains(node.path("kind").asString(""))) {
      problem(model + ".per_million_tokens.output", "is missing: write \"0\" if it is free");
    }
  }

  /** What is counted one by one: a model has prices for what its kind counts, or none. */
  private List<UnitPrice> unitPrices(String model, JsonNode node) {
    var kind = node.path("kind").asString("");
    var prices = new ArrayList<UnitPrice>();
    UNITS.forEach((key, itsKind) -> {
      if (node.has(key) && !kind.equals(itsKind)) {
        problem(model + "." + key, "is for models of kind " + itsKind);
      } else if (node.has(key)) {
        prices.addAll(
            switch (kind) {
              case "image" -> images(model, node);
              case "speech" -> characters(model, node);
              default -> seconds(model, node);
            });
      }
    });
    return prices;
  }

  /** By size, and quality, in the order of the file. */
  private List<UnitPrice> images(String model, JsonNode node) {
    var images = node.path("per_image");
    if (!images.isObject() || images.isEmpty()) {
      problem(model + ".per_image", "must name a price for each size");
    }
    return images.propertyNames().stream()
        .map(size -> new UnitPrice(size, amount(model + ".per_image", images, size, PICO, 0)))
        .toList();
  }

  /** Credits a million characters are microcredits a million characters are picocredits each. */
  private List<UnitPrice> characters(String model, JsonNode node) {
    return List.of(new UnitPrice("", amount(model, node, "per_million_characters", MICRO, 0)));
  }

  /** The longest that a request may sound bounds its cost: nothing else does. */
  private List<UnitPrice> seconds(String model, JsonNode node) {
    long most = node.path("max_seconds").asLong(0);
    if (most <= 0) {
      problem(model + ".max_seconds", "must be a whole number of seconds from 1 on");
      return List.of();
    }
    return List.of(new UnitPrice("", amount(model, node, "per_second", PICO, 0), most));
  }

  /** Credits a million tokens are microcredits a million tokens are picocredits a token. */
  private long price(String model, JsonNode tokens, String name, long otherwise) {
    return amount(model + ".per_million_tokens", tokens, name, MICRO, otherwise);
  }

  private long amount(String at, JsonNode parent, String name, int scale, long otherwise) {
    var node = parent.path(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    try {
      long value = node.asDecimal().movePointRight(scale).longValueExact();
      if (value >= 0) {
        return value;
      }
    } catch (RuntimeException e) {
      // Too many decimals, too large, or no number: the message below serves all.
    }
    problem(at + "." + name, "must be credits from 0 on with at most " + scale + " decimals");
    return 0;
  }

  private static boolean hasUnits(JsonNode node) {
    return UNITS.keySet().stream().anyMatch(node::has);
  }

  /** They bound what tokens may cost, and say nothing where no token costs anything. */
  private long contextTokens(String model, JsonNode node) {
    long value = node.path("context_tokens").asLong(0);
    if (value <= 0 && (node.has("per_million_tokens") || !hasUnits(node))) {
      problem(model + ".context_tokens", "must be a whole number of tokens from 1 on");
    }
    return value;
  }

  private void unknownKeys(String at, JsonNode node, Set<String> known) {
    for (var key : node.propertyNames()) {
      if (!known.contains(key)) {
        problem(at.isEmpty() ? key : at + "." + key, "there is no such key; known: " + known);
      }
    }
  }

  private void problem(String at, String what) {
    problems.add((file.isEmpty() ? "" : file + ": ") + (at.isEmpty() ? "" : at + ": ") + what);
  }
}
