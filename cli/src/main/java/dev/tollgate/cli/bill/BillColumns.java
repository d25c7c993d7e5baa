package dev.tollgate.cli.bill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which columns of a bill hold what. A name may be empty where the bill does not say such a thing.
 *
 * @param currency of each amount
 * @param tokensIn whose sum is all tokens of input
 * @param tokensOut whose sum is all tokens of output
 */
public record BillColumns(
    String day,
    String model,
    ModelName naming,
    String amount,
    String currency,
    List<String> tokensIn,
    List<String> tokensOut) {
  /** How a bill writes a model's name. */
  public enum ModelName {
    /** As requests do. */
    PLAIN,
    /** Before a comma: {@code gpt-5-nano, input_tokens}. */
    LINE_ITEM,
    /** For people: {@code Claude Haiku 4.5}. */
    DISPLAY;

    String of(String text) {
      var name = text.strip();
      return switch (this) {
        case PLAIN -> name;
        case LINE_ITEM -> name.split(",", 2)[0].strip();
        case DISPLAY -> name.toLowerCase(Locale.ROOT).replaceAll("[ .]+", "-");
      };
    }
  }

  /** What exports are known by their columns, each before those that have fewer. */
  private static final Map<String, BillColumns> KNOWN = new HashMap<>();

  private static final List<String> FORMS =
      List.of("OpenAI costs", "OpenAI usage", "Anthropic usage", "Anthropic cost", "plain");

  static {
    KNOWN.put(
        "OpenAI costs",
        new BillColumns(
            "start_time_iso",
            "line_item",
            ModelName.LINE_ITEM,
            "amount_value",
            "amount_currency",
            List.of(),
            List.of()));
    KNOWN.put(
        "OpenAI usage",
        new BillColumns(
            "start_time_iso",
            "model",
            ModelName.PLAIN,
            "",
            "",
            List.of("input_tokens"),
            List.of("output_tokens")));
    KNOWN.put(
        "Anthropic usage",
        new BillColumns(
            "usage_date_utc",
            "model_version",
            ModelName.PLAIN,
            "",
            "",
            List.of(
                "usage_input_tokens_no_cache",
                "usage_input_tokens_cache_write_5m",
                "usage_input_tokens_cache_write_1h",
                "usage_input_tokens_cache_read"),
            List.of("usage_output_tokens")));
    KNOWN.put(
        "Anthropic cost",
        new BillColumns(
            "usage_date_utc", "model", ModelName.DISPLAY, "cost_usd", "", List.of(), List.of()));
    KNOWN.put(
        "plain",
        new BillColumns("day", "model", ModelName.PLAIN, "amount", "", List.of(), List.of()));
  }

  /**
   * The columns of an export that is known by its header.
   *
   * @param file for the message
   * @throws BillException if it is none
   */
  static BillColumns recognized(String file, Set<String> header) {
    for (var form : FORMS) {
      var columns = KNOWN.get(form);
      if (columns != null && header.containsAll(columns.required())) {
        return columns;
      }
    }
    throw new BillException(
        "%s: line 1: its columns are those of no export that is known here (%s): name them, by --columns"
            .formatted(file, String.join(", ", FORMS)));
  }

  private List<String> required() {
    var required = new ArrayList<String>(List.of(day));
    required.add(model);
    if (!amount.isEmpty()) {
      required.add(amount);
    }
    required.addAll(tokensIn);
    required.addAll(tokensOut);
    return required;
  }

  /**
   * Reads {@code day=Date,model=Model,amount=Cost,currency=Currency,in=A+B,out=C}.
   *
   * @throws IllegalArgumentException if it is not of that form, or names no day, or neither an
   *     amount nor tokens
   */
  public static BillColumns parse(String text) {
    var named = new HashMap<String, String>();
    for (var part : text.split(",", -1)) {
      var pair = part.split("=", 2);
      boolean known =
          pair.length == 2
              && Set.of("day", "model", "amount", "currency", "in", "out").contains(pair[0].strip())
              && !pair[1].isBlank();
      if (!known || named.put(pair[0].strip(), pair[1].strip()) != null) {
        throw new IllegalArgumentException("\"" + part + "\" is no column");
      }
    }
    if (!named.containsKey("day")
        || !(named.containsKey("amount") || named.containsKey("in") || named.containsKey("out"))) {
      throw new IllegalArgumentException("day, and amount, in or out must be named");
    }
    return new BillColumns(
        named.getOrDefault("day", ""),
        named.getOrDefault("model", ""),
        ModelName.PLAIN,
        named.getOrDefault("amount", ""),
        named.getOrDefault("currency", ""),
        several(named.getOrDefault("in", "")),
        several(named.getOrDefault("out", "")));
  }

  private static List<String> several(String names) {
    return names.isEmpty() ? List.of() : List.of(names.split("\\+", -1));
  }

  boolean hasTokens() {
    return !tokensIn.isEmpty() || !tokensOut.isEmpty();
  }

  /** Every column that it names. */
  List<String> all() {
    var all = new ArrayList<>(List.of(day, model, amount, currency));
    all.addAll(tokensIn);
    all.addAll(tokensOut);
    all.removeIf(String::isEmpty);
    return all;
  }
}
