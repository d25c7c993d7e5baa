package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may bring keys of their own, and where to.
 *
 * @param tiers of the organizations that may
 * @param providers names of configured ones that requests may go to with such a key; null: those
 *     that are known by their name, where they are known to answer
 */
public record ByokConfig(
    @Default("starter,pro,professional,enterprise,managed") List<String> tiers,
    @Nullable List<String> providers) {
  public ByokConfig {
    tiers = List.copyOf(tiers);
    providers = providers == null ? null : List.copyOf(providers);
  }
}
