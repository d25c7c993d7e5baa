package dev.tollgate.authz.credits;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.Units;
import java.time.Instant;

/**
 * What one request was charged.
 *
 * @param status HTTP status; 0 if the client left before the answer began
 * @param balanceNanocredits of the wallet, just after the charge
 * @param firstByteMillis -1 if no answer came
 */
public record RequestCost(
    State state,
    String provider,
    String model,
    String modelAnswered,
    String endpoint,
    int status,
    long costNanocredits,
    long balanceNanocredits,
    Evidence evidence,
    PriceVersion price,
    TokenCounts tokens,
    Units units,
    Instant startedAt,
    long durationMillis,
    long firstByteMillis) {
  /** How final the charge is. */
  public enum State {
    CHARGED,
    /** The hold is charged until usage arrives. */
    PROVISIONAL,
    NOT_SENT
  }
}
