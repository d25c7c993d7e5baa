package dev.tollgate.pricing.window;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The account that one window of a limit is: {@code budget:key:k1:day:2026-11-21}. */
public record WindowAccount(LimitId limit, Window window) {
  public WindowAccount {
    if (limit.period() != window.period()) {
      throw new IllegalArgumentException("a " + window + " is no window of " + limit);
    }
  }

  /** The window of a limit that an instant belongs to where a time zone counts. */
  public static WindowAccount at(
      LimitId.Kind kind, String owner, Period period, Instant instant, ZoneId zone) {
    return new WindowAccount(new LimitId(kind, owner, period), Window.at(period, instant, zone));
  }

  public String id() {
    return limit.kind().label() + ":" + limit.owner() + ":" + window;
  }

  /** What an account's id says; null if it is no window's. Owners may have colons in their ids. */
  public static @Nullable WindowAccount parse(String id) {
    int owner = id.indexOf(':') + 1;
    int name = id.lastIndexOf(':') + 1;
    int period = id.lastIndexOf(':', name - 2) + 1;
    if (owner <= 0 || period <= owner) {
      return null;
    }
    try {
      var span = Period.of(id.substring(period, name - 1));
      var kind = LimitId.Kind.of(id.substring(0, owner - 1));
      var limit = new LimitId(kind, id.substring(owner, period - 1), span);
      var account = new WindowAccount(limit, new Window(span, span.start(id.substring(name))));
      return account.id().equals(id) ? account : null;
    } catch (IllegalArgumentException | DateTimeException noWindow) {
      return null;
    }
  }
}
