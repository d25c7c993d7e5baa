package dev.tollgate.ledger.credits;

import java.time.Instant;

/**
 * A grant that expires.
 *
 * @param movement its idempotency key
 * @param remaining what was left of it when that was last written down
 * @param expired whether it has expired
 */
record DatedGrant(long id, String movement, Instant expiresAt, long remaining, boolean expired) {
  DatedGrant spend(long amount) {
    return new DatedGrant(id, movement, expiresAt, remaining - amount, expired);
  }

  DatedGrant expire() {
    return new DatedGrant(id, movement, expiresAt, remaining, true);
  }
}
