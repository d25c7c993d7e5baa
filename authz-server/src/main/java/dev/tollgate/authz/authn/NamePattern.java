package dev.tollgate.authz.authn;

import java.util.Arrays;
import java.util.List;

/**
 * Names with {@code *} in them, taken apart once.
 *
 * @param between what stands between two asterisks, in order
 */
record NamePattern(String beginning, List<String> between, String ending) {
  /** A pattern with at least one asterisk. */
  static NamePattern of(String text) {
    var parts = Arrays.asList(text.split("\\*", -1));
    int last = parts.size() - 1;
    return new NamePattern(
        parts.getFirst(),
        parts.subList(1, last).stream().filter(part -> !part.isEmpty()).toList(),
        parts.get(last));
  }

  /** Each part is looked for behind the one before: no way back, so no pattern is slow. */
  boolean matches(String name) {
    int from = beginning.length();
    int end = name.length() - ending.length();
    if (from > end || !name.startsWith(beginning) || !name.endsWith(ending)) {
      return false;
    }
    for (int i = 0; i < between.size(); i++) {
      int found = name.indexOf(between.get(i), from);
      if (found < 0) {
        return false;
      }
      from = found + between.get(i).length();
    }
    return from <= end;
  }
}
