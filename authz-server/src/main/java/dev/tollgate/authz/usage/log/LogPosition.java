package dev.tollgate.authz.usage.log;

import java.util.Map;
import java.util.Objects;

/**
 * How far the log is settled.
 *
 * @param file which file, as the system tells files apart; empty: none yet
 * @param offset its bytes that are done
 * @param check digest of the last bytes before the offset: another file under the same number shows
 * @param boots the newest boot seen of each node
 */
public record LogPosition(String file, long offset, String check, Map<String, String> boots) {
  /** Nothing is settled. */
  public static final LogPosition START = new LogPosition("", 0, "", Map.of());

  public LogPosition {
    if (offset < 0) {
      throw new IllegalArgumentException("offset must be 0 or more, but is " + offset);
    }
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(check, "check");
    boots = Map.copyOf(boots);
  }
}
