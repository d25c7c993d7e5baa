package dev.tollgate.authz.providers;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of the providers. A provider that is left out is not configured: its models are
 * refused with {@code provider_not_configured}.
 *
 * @param others each name once
 */
public record ProvidersConfig(
    @Nullable ProviderConfig openai,
    @Nullable ProviderConfig anthropic,
    @Nullable List<OtherProviderConfig> others) {
  public static final ProvidersConfig NONE = new ProvidersConfig(null, null, null);

  public ProvidersConfig {
    var names = new HashSet<String>();
    for (var other : Objects.requireNonNullElse(others, List.<OtherProviderConfig>of())) {
      if (!names.add(other.name())) {
        throw new IllegalArgumentException("others names " + other.name() + " twice");
      }
    }
  }
}
