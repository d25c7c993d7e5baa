package dev.tollgate.cli.oldtables;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row as text, in the forms that PostgreSQL writes.
 *
 * @param place where it stands in its table, for people: "line 2"
 * @param values by column in lower case; a null stands as an empty text, as it does in CSV
 */
public record OldRow(String place, Map<String, String> values) {
  @Nullable String get(String column) {
    return values.get(column);
  }

  /** What an old row holds is not for logs. */
  @Override
  public String toString() {
    return place;
  }
}
