package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.Window;
import dev.tollgate.pricing.window.WindowAccount;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A limit as its row says.
 *
 * @param organization the slug
 * @param zone by whose calendar the organization's windows go
 * @param amount nanocredits or requests; null: it was removed
 * @param version of the change that made it so
 */
public record PolicyRow(
    LimitId limit, String organization, ZoneId zone, @Nullable Long amount, long version) {
  /** How far a replica's clock may be from ours where a window ends. */
  static final Duration TOLERANCE = Duration.ofSeconds(10);

  /** Whether a replica may be in this window. */
  boolean isCurrent(Window window, Instant now) {
    return !now.plus(TOLERANCE).isBefore(window.startsAt(zone))
        && now.minus(TOLERANCE).isBefore(window.endsAt(zone));
  }

  /** The window of an instant. */
  public WindowAccount window(Instant instant) {
    return new WindowAccount(limit, Window.at(limit.period(), instant, zone));
  }

  /** What entries of its windows name as their cause. */
  String cause() {
    return "policy:" + version;
  }
}
