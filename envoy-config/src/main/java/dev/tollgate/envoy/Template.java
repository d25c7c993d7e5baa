package dev.tollgate.envoy;

import static java.util.stream.Collectors.toSet;

import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with gaps, each written as {@code ${name}}. */
record Template(String text) {
  private static final Pattern GAP = Pattern.compile("\\$\\{([a-z_]+)}");

  /**
   * The text without gaps.
   *
   * @throws IllegalArgumentException if there is no value for one
   */
  String filled(Map<String, String> values) {
    return GAP.matcher(text).replaceAll(gap -> Matcher.quoteReplacement(value(values, gap)));
  }

  private static String value(Map<String, String> values, MatchResult gap) {
    var value = values.get(gap.group(1));
    if (value == null) {
      throw new IllegalArgumentException("nothing fills in " + gap.group());
    }
    return value;
  }

  /** What its gaps are called. */
  Set<String> gaps() {
    return GAP.matcher(text).results().map(gap -> gap.group(1)).collect(toSet());
  }
}
