package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Default;
import dev.tollgate.pricing.ByokFee;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may bring keys of their own, where to, and what the platform takes of it.
 *
 * @param tiers of the organizations that may
 * @param providers names of configured ones that requests may go to with such a key; null: those
 *     that are known by their name, where they are known to answer
 * @param feePercent of what such a request would cost with the platform's key
 */
public record ByokConfig(
    @Default("starter,pro,professional,enterprise,managed") List<String> tiers,
    @Nullable List<String> providers,
    @Default("0") BigDecimal feePercent) {
  public ByokConfig {
    tiers = List.copyOf(tiers);
    providers = providers == null ? null : List.copyOf(providers);
    try {
      var _ = ByokFee.ofPercent(feePercent);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("fee_percent " + e.getMessage(), e);
    }
  }

  ByokFee fee() {
    return ByokFee.ofPercent(feePercent);
  }
}
