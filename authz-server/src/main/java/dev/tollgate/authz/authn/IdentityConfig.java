package dev.tollgate.authz.authn;

import dev.tollgate.kit.config.Default;
import java.time.Duration;
import java.util.List;

/**
 * How long identities are trusted.
 *
 * @param staleMax how long known keys work while the database is away
 * @param poll how often changes are asked for when no notification of one comes
 * @param environments whose keys count here; keys of users and services have none
 * @param poolSize connections that look keys up at most, 1 to 100
 */
public record IdentityConfig(
    @Default("5m") Duration staleMax,
    @Default("1s") Duration poll,
    @Default("live,test") List<Environment> environments,
    @Default("1") int poolSize) {
  /** What is left of the five seconds in which a revocation must arrive, if a connection hangs. */
  private static final Duration POLL_MAX = Duration.ofSeconds(2);

  public IdentityConfig {
    environments = List.copyOf(environments);
    if (environments.isEmpty()) {
      throw new IllegalArgumentException("environments must name live, test or both");
    }
    if (poolSize < 1 || poolSize > 100) {
      throw new IllegalArgumentException("pool_size must be between 1 and 100");
    }
    if (poll.toMillis() < 1 || poll.compareTo(POLL_MAX) > 0) {
      throw new IllegalArgumentException(
          "poll must be from 1ms to 2s: it bounds how long a revoked key still works");
    }
    if (poll.compareTo(staleMax) >= 0) {
      throw new IllegalArgumentException("stale_max must be longer than poll");
    }
  }
}
