package dev.tollgate.pricing;

import static java.lang.Math.max;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model's prices in one version of a book. Token prices are picocredits (1e-12 credit) a token,
 * which is microcredits a million tokens; {@code requestNanocredits} and the units come on top of
 * them.
 *
 * @param model its name; one that ends in {@code *} is that of every model whose name begins so and
 *     stands nowhere else, {@code *} alone that of all the others
 * @param aliases other names of it, of the same form
 * @param contextTokens most tokens of input and output together; may be 0 where no token is priced
 * @param maxOutputTokens most tokens of one answer; 0 for models without output
 * @param unitPrices of what is counted one by one, each variant once; the first is the usual one
 */
public record ModelPrice(
    String model,
    List<String> aliases,
    String provider,
    Kind kind,
    long inputPicocredits,
    long cachedInputPicocredits,
    long cacheWritePicocredits,
    long cacheWrite1hPicocredits,
    long outputPicocredits,
    long reasoningPicocredits,
    long audioInputPicocredits,
    long audioOutputPicocredits,
    long requestNanocredits,
    long contextTokens,
    long maxOutputTokens,
    long createdSeconds,
    String ownedBy,
    List<UnitPrice> unitPrices) {
  /** The name of the price for what no other name of its book matches. */
  public static final String FALLBACK = "*";

  public ModelPrice {
    requireName("model", model);
    aliases = List.copyOf(aliases);
    aliases.forEach(alias -> requireName("aliases", alias));
    requireText("provider", provider);
    requireAtLeast(0, "input_picocredits", inputPicocredits);
    requireAtLeast(0, "cached_input_picocredits", cachedInputPicocredits);
    requireAtLeast(0, "cache_write_picocredits", cacheWritePicocredits);
    requireAtLeast(0, "cache_write_1h_picocredits", cacheWrite1hPicocredits);
    requireAtLeast(0, "output_picocredits", outputPicocredits);
    requireAtLeast(0, "reasoning_picocredits", reasoningPicocredits);
    requireAtLeast(0, "audio_input_picocredits", audioInputPicocredits);
    requireAtLeast(0, "audio_output_picocredits", audioOutputPicocredits);
    requireAtLeast(0, "request_nanocredits", requestNanocredits);
    unitPrices = List.copyOf(unitPrices);
    requireAtLeast(unitPrices.isEmpty() ? 1 : 0, "context_tokens", contextTokens);
    // A model whose output costs something, without a limit of it, would have no bound of its cost.
    boolean limited = kind == Kind.CHAT || outputPicocredits > 0;
    requireAtLeast(limited ? 1 : 0, "max_output_tokens", maxOutputTokens);
    requireAtLeast(0, "created_seconds", createdSeconds);
    if (unitPrices.stream().map(UnitPrice::variant).distinct().count() != unitPrices.size()) {
      throw new IllegalArgumentException("unit_prices must name each variant once");
    }
  }

  /** The dearest price of a token of input, whatever it is counted as. */
  long dearestInputPicocredits() {
    return max(
        max(inputPicocredits, cachedInputPicocredits),
        max(max(cacheWritePicocredits, cacheWrite1hPicocredits), audioInputPicocredits));
  }

  /** The dearest price of a token of output. */
  long dearestOutputPicocredits() {
    return max(outputPicocredits, max(reasoningPicocredits, audioOutputPicocredits));
  }

  /** Whether any token costs something: the provider's counts are then needed. */
  public boolean pricesTokens() {
    return dearestInputPicocredits() > 0 || dearestOutputPicocredits() > 0;
  }

  /** Whether a request of so many units has its price without any count of the provider's. */
  public boolean isFixed(Units units) {
    return !pricesTokens() && (unitPrices.isEmpty() || units.count() > 0);
  }

  /** What a unit of a variant costs; null if there is no price for it. */
  public @Nullable UnitPrice unitPrice(String variant) {
    for (var price : unitPrices) {
      if (price.variant().equals(variant)) {
        return price;
      }
    }
    return null;
  }

  /** Whether a name stands for every other name that begins as it does. */
  public static boolean isWildcard(String name) {
    return name.endsWith("*");
  }

  private static void requireName(String field, String name) {
    requireText(field, name);
    int star = name.indexOf('*');
    if (star >= 0 && star < name.length() - 1) {
      throw new IllegalArgumentException(field + " may have one * at its end, but is " + name);
    }
  }

  private static void requireText(String field, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(field + " must not be empty");
    }
  }

  private static void requireAtLeast(long least, String field, long value) {
    if (value < least) {
      throw new IllegalArgumentException(field + " must be " + least + " or more, but is " + value);
    }
  }

  /** What the model is asked for. */
  public enum Kind {
    CHAT,
    EMBEDDING,
    IMAGE,
    MODERATION,
    SPEECH,
    COMPLETION,
    TRANSCRIPTION
  }
}
