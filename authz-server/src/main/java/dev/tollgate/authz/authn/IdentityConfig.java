package dev.tollgate.authz.authn;

import dev.tollgate.kit.config.Default;
import java.time.Duration;

/**
 * How long identities are trusted.
 *
 * @param staleMax how long known keys work while the database is away
 * @param poll how often changes are asked for
 */
public record IdentityConfig(@Default("5m") Duration staleMax, @Default("1s") Duration poll) {
  public IdentityConfig {
    if (poll.isZero() || poll.isNegative() || poll.compareTo(staleMax) >= 0) {
      throw new IllegalArgumentException("poll must be longer than 0s and shorter than stale_max");
    }
  }
}
