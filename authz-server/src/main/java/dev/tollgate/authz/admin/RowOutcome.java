package dev.tollgate.authz.admin;

import java.util.Map;

/** What became of an imported row. */
sealed interface RowOutcome {
  /** It is there now, for the first time. */
  record Imported(String id) implements RowOutcome {}

  /** The key was revoked in the other system since it was imported, and now is here. */
  record Revoked(String id) implements RowOutcome {}

  /** It was there already, and has not been touched. */
  record Unchanged(String id) implements RowOutcome {}

  /**
   * It cannot be taken.
   *
   * @param problems why, by field
   */
  record Refused(Map<String, String> problems) implements RowOutcome {
    static Refused of(String field, String problem) {
      return new Refused(Map.of(field, problem));
    }
  }
}
