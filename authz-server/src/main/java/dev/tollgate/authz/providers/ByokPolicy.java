package dev.tollgate.authz.providers;

import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.pricing.ByokFee;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may bring keys of their own, and where to. A provider that takes any key, as one that the
 * platform runs itself may, must not be among them: its answers would cost nothing.
 *
 * @param tiers of the organizations that may
 * @param endpoints configured providers that requests may go to with such a key
 * @param fee what the platform takes of them
 */
public record ByokPolicy(Set<String> tiers, Set<String> endpoints, ByokFee fee) {
  /** Nobody may. */
  public static final ByokPolicy NOBODY = new ByokPolicy(Set.of(), Set.of(), ByokFee.NONE);

  public ByokPolicy {
    tiers = Set.copyOf(tiers);
    endpoints = Set.copyOf(endpoints);
  }

  /**
   * What the configuration says.
   *
   * @throws IllegalArgumentException if it names a provider that is not configured, or a service
   */
  public static ByokPolicy of(ByokConfig config, ProviderCatalog configured) {
    var names = config.providers();
    if (names != null && !configured.names().containsAll(names)) {
      throw new IllegalArgumentException(
          "byok.providers must be names of configured providers: "
              + String.join(", ", new TreeSet<>(configured.names())));
    }
    if (names != null) {
      requireLlms(names, configured);
    }
    return new ByokPolicy(
        Set.copyOf(config.tiers()),
        Set.copyOf(names == null ? usual(configured) : names),
        config.fee());
  }

  private static void requireLlms(List<String> names, ProviderCatalog configured) {
    var services =
        names.stream().filter(name -> configured.isService(name)).sorted().distinct().toList();
    if (!services.isEmpty()) {
      throw new IllegalArgumentException(
          "byok.providers must not name "
              + String.join(", ", services)
              + ": a service that is no LLM is called with the platform's key alone. Take it out");
    }
  }

  private static List<String> usual(ProviderCatalog configured) {
    return configured.all().stream()
        .filter(provider -> provider.api() != Api.SERVICE)
        .filter(ByokPolicy::answersWhereItIsKnownTo)
        .map(Provider::name)
        .toList();
  }

  private static boolean answersWhereItIsKnownTo(Provider provider) {
    @Nullable KnownProvider known = KnownProvider.of(provider.name());
    var url = known == null ? null : known.baseUrl();
    return url != null && BaseUrl.parse(url).equals(provider.baseUrl());
  }

  /** Whether requests of an organization of this tier may go there with a key of its own. */
  boolean allows(String tier, String endpoint) {
    return tiers.contains(tier) && endpoints.contains(endpoint);
  }
}
