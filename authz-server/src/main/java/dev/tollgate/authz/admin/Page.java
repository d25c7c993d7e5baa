package dev.tollgate.authz.admin;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * As much of a list as was asked for.
 *
 * @param more whether the list goes on behind it
 */
record Page<T>(List<T> items, boolean more) {
  private static final int SIZE_DEFAULT = 100;

  /**
   * Reads a page.
   *
   * @param size 0 for the default
   * @param rows reads at most so many
   */
  static <T> Page<T> read(int size, IntFunction<List<T>> rows) {
    int wanted = size == 0 ? SIZE_DEFAULT : size;
    var found = rows.apply(wanted + 1);
    boolean more = found.size() > wanted;
    return new Page<>(more ? found.subList(0, wanted) : found, more);
  }

  /** Where the list goes on: the token of the last item, or empty where it ends. */
  String nextToken(Function<T, String> token) {
    return more ? token.apply(items.getLast()) : "";
  }
}
