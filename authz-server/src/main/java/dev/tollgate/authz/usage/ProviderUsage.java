package dev.tollgate.authz.usage;

import dev.tollgate.pricing.TokenCounts;

/**
 * What a provider said it used. Envoy passes on whatever the provider wrote, so nothing about type
 * or range is taken for granted.
 */
sealed interface ProviderUsage {
  /** The model that answered; empty if the provider named none. */
  String model();

  /** Whether the answer, which had begun well, said that it cannot go on. */
  boolean error();

  /**
   * Nothing was reported.
   *
   * @param outputBegun whether there was any output
   */
  record None(String model, boolean error, boolean outputBegun) implements ProviderUsage {}

  /**
   * Well-formed, in range and consistent.
   *
   * @param seconds of speech, where those are counted and not tokens; else 0
   * @param outputTold whether the output is more than that of the first event
   * @param last whether the provider will not raise it any more
   */
  record Counted(
      TokenCounts tokens,
      long seconds,
      boolean outputTold,
      boolean last,
      String model,
      boolean error)
      implements ProviderUsage {}

  /** Something was reported that cannot be counted: as good as nothing, but worth an alarm. */
  record Unusable(Defect defect, String reason, String model, boolean error)
      implements ProviderUsage {}
}
