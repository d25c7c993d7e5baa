package dev.tollgate.authz.providers;

import org.jspecify.annotations.Nullable;

/**
 * Credentials of the providers. A provider that is left out is not configured: its models are
 * refused with {@code provider_not_configured}.
 */
public record ProvidersConfig(@Nullable ProviderConfig openai, @Nullable ProviderConfig anthropic) {
  public static final ProvidersConfig NONE = new ProvidersConfig(null, null);
}
