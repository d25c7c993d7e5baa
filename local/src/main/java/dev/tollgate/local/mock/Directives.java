package dev.tollgate.local.mock;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message may ask of the mock beside the model's behaviour: {@code [mock output=40
 * prompt=1000 cached=100 reasoning=10 seconds=0.5]}, each part optional.
 */
record Directives(
    @Nullable Integer promptTokens,
    int cachedTokens,
    @Nullable Integer outputTokens,
    int reasoningTokens,
    @Nullable Duration delay) {
  private static final Pattern BLOCK = Pattern.compile("\\[mock((?: [a-z]+=[0-9.]+)+)]");
  private static final int TOKENS_MAX = 100_000;
  private static final double SECONDS_MAX = 900;

  static final Directives NONE = new Directives(null, 0, null, 0, null);

  static Directives in(String text) throws Refusal {
    var block = BLOCK.matcher(text);
    var directives = NONE;
    if (block.find()) {
      for (String part : block.group(1).strip().split(" ", -1)) {
        int equals = part.indexOf('=');
        directives = directives.with(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return directives;
  }

  private Directives with(String name, String value) throws Refusal {
    try {
      return switch (name) {
        case "prompt" ->
            new Directives(tokens(value), cachedTokens, outputTokens, reasoningTokens, delay);
        case "cached" ->
            new Directives(promptTokens, tokens(value), outputTokens, reasoningTokens, delay);
        case "output" ->
            new Directives(promptTokens, cachedTokens, tokens(value), reasoningTokens, delay);
        case "reasoning" ->
            new Directives(promptTokens, cachedTokens, outputTokens, tokens(value), delay);
        case "seconds" ->
            new Directives(
                promptTokens, cachedTokens, outputTokens, reasoningTokens, seconds(value));
        default -> throw Refusal.badRequest("messages", "The mock has no directive " + name + ".");
      };
    } catch (NumberFormatException e) {
      throw Refusal.badRequest("messages", "The mock cannot read " + name + "=" + value + ".");
    }
  }

  private static int tokens(String value) {
    return Math.min(Integer.parseInt(value), TOKENS_MAX);
  }

  private static Duration seconds(String value) {
    return Duration.ofMillis(Math.round(1000 * Math.min(Double.parseDouble(value), SECONDS_MAX)));
  }
}
