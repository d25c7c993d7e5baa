package dev.tollgate.ledger.usage;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A charge of another system, in whole credits; texts may be empty.
 *
 * @param table its table there
 * @param oldId its id in that
 * @param owner a user's id, or a service's name
 * @param before the balance; null if it is not known
 * @param after the balance; null if it is not known
 * @param at in whole microseconds
 */
public record ImportedCharge(
    String table,
    String oldId,
    String owner,
    String provider,
    String endpoint,
    String model,
    long tokensUsed,
    BigDecimal credits,
    @Nullable BigDecimal before,
    @Nullable BigDecimal after,
    Instant at) {}
