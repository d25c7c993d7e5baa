package dev.tollgate.local.mock;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message may ask of the mock beside the model's behaviour: {@code [mock output=40
 * prompt=1000 cached=100 reasoning=10 write=5 hour=7 odd=1 gzip=1 seconds=0.5]}, each part
 * optional.
 */
record Directives(Map<String, Integer> tokens, @Nullable Duration delay) {
  private static final Pattern BLOCK = Pattern.compile("\\[mock((?: [a-z]+=[0-9.]+)+)]");
  private static final Set<String> NAMES =
      Set.of("prompt", "cached", "output", "reasoning", "write", "hour", "odd", "gzip");
  private static final int TOKENS_MAX = 100_000;
  private static final double SECONDS_MAX = 900;

  Directives {
    tokens = Map.copyOf(tokens);
  }

  /**
   * @throws IllegalArgumentException if there are some and they cannot be read
   */
  static Directives in(String text) {
    var tokens = new HashMap<String, Integer>();
    Duration delay = null;
    var block = BLOCK.matcher(text);
    if (block.find()) {
      for (String part : block.group(1).strip().split(" ", -1)) {
        int equals = part.indexOf('=');
        var name = part.substring(0, equals);
        var value = part.substring(equals + 1);
        if (name.equals("seconds")) {
          delay = seconds(value);
        } else if (NAMES.contains(name)) {
          tokens.put(name, Math.min(Integer.parseInt(value), TOKENS_MAX));
        } else {
          throw new IllegalArgumentException("The mock has no directive " + name + ".");
        }
      }
    }
    return new Directives(tokens, delay);
  }

  /** 0 if nothing was said. */
  int tokens(String name) {
    return tokens.getOrDefault(name, 0);
  }

  int tokens(String name, int otherwise) {
    return tokens.getOrDefault(name, otherwise);
  }

  private static Duration seconds(String value) {
    return Duration.ofMillis(Math.round(1000 * Math.min(Double.parseDouble(value), SECONDS_MAX)));
  }
}
