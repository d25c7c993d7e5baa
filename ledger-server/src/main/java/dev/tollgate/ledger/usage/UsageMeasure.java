package dev.tollgate.ledger.usage;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/**
 * What is counted of charges, day by day: each is a column of {@code ledger.usage_day} of its name
 * in lower case, and the sum of it over charges, in SQL.
 */
public enum UsageMeasure {
  /** Whatever was sent to a provider. */
  REQUESTS("count(*) FILTER (WHERE kind <> 'void')"),
  /** Of these, answered with a status of 400 or more. */
  FAILED("count(*) FILTER (WHERE kind <> 'void' AND status >= 400)"),
  /** Of these, charged without any report of their usage so far. */
  DARK("count(*) FILTER (WHERE kind = 'dark')"),
  DARK_NANOCREDITS("sum(CASE WHEN kind = 'dark' THEN cost_nanocredits ELSE 0 END)"),
  /** Of these, charged by something other than the provider's final counts or a fixed price. */
  INEXACT("count(*) FILTER (WHERE " + Sql.INEXACT + ")"),
  INEXACT_NANOCREDITS("sum(CASE WHEN " + Sql.INEXACT + " THEN cost_nanocredits ELSE 0 END)"),
  /** Of these, sent with a key of the caller's own. */
  BYOK("count(*) FILTER (WHERE kind <> 'void' AND byok <> '')"),
  /** What the book says of these. */
  BYOK_NANOCREDITS(
      "sum(CASE WHEN byok <> '' THEN coalesce(cost_spend, cost_nanocredits) ELSE 0 END)"),
  /** Admitted and never sent. */
  VOIDED("count(*) FILTER (WHERE kind = 'void')"),
  COST_NANOCREDITS("sum(cost_nanocredits)"),
  /** Of the cost, what the wallet could not be charged for. */
  WRITTEN_OFF_NANOCREDITS("sum(coalesce(written_off[1], 0))"),
  TOKENS_INPUT("sum(tokens_input)"),
  TOKENS_CACHED_INPUT("sum(tokens_cached_input)"),
  TOKENS_CACHE_WRITE("sum(tokens_cache_write)"),
  TOKENS_CACHE_WRITE_1H("sum(tokens_cache_write_1h)"),
  TOKENS_OUTPUT("sum(tokens_output)"),
  TOKENS_REASONING("sum(tokens_reasoning)"),
  TOKENS_AUDIO_INPUT("sum(tokens_audio_input)"),
  TOKENS_AUDIO_OUTPUT("sum(tokens_audio_output)"),
  /** Of whichever kind the endpoint counts: {@link UsageUnit}. */
  UNITS("sum(units)"),
  DURATION_MS("sum(duration_ms)");

  private static final class Sql {
    static final String INEXACT = "evidence IN ('partial', 'estimated', 'bound')";
  }

  private final String ofCharges;

  UsageMeasure(String ofCharges) {
    this.ofCharges = ofCharges;
  }

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its value over charges, as a column of its name. */
  String ofCharges() {
    return "(" + ofCharges + ")::bigint AS " + column();
  }

  /** Something of each of them, separated by commas. */
  static String each(Function<UsageMeasure, String> text) {
    return Arrays.stream(values()).map(text).collect(joining(", "));
  }
}
