package dev.tollgate.authz.credits;

import dev.tollgate.pricing.PriceVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Check wants reserved, and everything that settlement and the usage row will want to know.
 *
 * @param path ids of the accounts to charge, at least one
 * @param holdNanocredits a true upper bound of the cost, 0 or more
 * @param byok if it is sent with a key of the caller's own; null: with the platform's
 * @param endpoint the path as the client asked for it, without the query
 */
public record HoldRequest(
    List<String> path,
    long holdNanocredits,
    PriceVersion priceVersion,
    String model,
    String keyId,
    String organizationId,
    String userId,
    String provider,
    @Nullable OwnSpend byok,
    String endpoint,
    String requestId,
    String envoyNode,
    String envoyBoot) {}
