package dev.tollgate.cli.oldtables;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row as text, in the forms that PostgreSQL writes.
 *
 * @param number 1 for the first of its table
 * @param values by column in lower case; a null stands as an empty text, as it does in CSV
 */
public record OldRow(long number, Map<String, String> values) {
  @Nullable String get(String column) {
    return values.get(column);
  }

  /** What an old row holds is not for logs. */
  @Override
  public String toString() {
    return "row " + number;
  }
}
