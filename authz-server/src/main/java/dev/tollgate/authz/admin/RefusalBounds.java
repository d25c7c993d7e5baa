package dev.tollgate.authz.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How many refused calls are written down: one a minute of each key, and of 100 keys in a minute at
 * most. Of what is not written down the number is kept, unless the key is forgotten meanwhile. Any
 * thread may ask.
 */
final class RefusalBounds {
  static final int KEYS_MAX = 100;
  static final Duration APART = Duration.ofMinutes(1);

  private final Map<String, Last> keys = new HashMap<>();

  private record Last(Instant at, long unrecorded) {
    boolean recent(Instant now) {
      return Duration.between(at, now).abs().compareTo(APART) < 0;
    }
  }

  /**
   * Whether a refusal is written down.
   *
   * @return how many of the same key before it were not; empty if this one is not either
   */
  synchronized OptionalLong admit(String keyId, Instant now) {
    var last = keys.get(keyId);
    if (last != null && last.recent(now)) {
      keys.put(keyId, new Last(last.at, last.unrecorded + 1));
      return OptionalLong.empty();
    }
    if (last == null && keys.size() >= KEYS_MAX) {
      keys.values().removeIf(other -> !other.recent(now));
      if (keys.size() >= KEYS_MAX) {
        return OptionalLong.empty();
      }
    }
    keys.put(keyId, new Last(now, 0));
    return OptionalLong.of(last == null ? 0 : last.unrecorded);
  }
}
