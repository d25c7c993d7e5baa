package dev.tollgate.authz.usage;

import dev.tollgate.pricing.TokenCounts;

/**
 * What a provider said it used. Envoy passes on whatever the provider wrote, so nothing about type
 * or range is taken for granted.
 */
sealed interface ProviderUsage {
  /** The model that answered; empty if the provider named none. */
  String model();

  /** Nothing was reported. */
  record None(String model) implements ProviderUsage {}

  /**
   * Well-formed, in range and consistent.
   *
   * @param last whether the provider will not raise it any more
   */
  record Counted(TokenCounts tokens, boolean last, String model) implements ProviderUsage {}

  /** Something was reported that cannot be counted: as good as nothing, but worth an alarm. */
  record Unusable(String reason, String model) implements ProviderUsage {}
}
