package dev.tollgate.ledger.credits;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet brings along from another system, in nanocredits.
 *
 * @param oldId whose row it was there
 * @param granted what it had ever been given
 * @param used what of that was used there: at most all of it
 * @param purchased what of it was paid for: at most all of it
 * @param purchasedAt the last time, in whole microseconds; null if that is not known
 */
public record OpeningBalance(
    String account,
    String oldId,
    long granted,
    long used,
    long purchased,
    @Nullable Instant purchasedAt) {
  public OpeningBalance {
    if (used < 0 || used > granted || purchased < 0 || purchased > granted) {
      throw new IllegalArgumentException(
          "used and purchased must be from 0 to granted, " + granted);
    }
  }
}
