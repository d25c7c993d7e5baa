package dev.tollgate.authz.providers;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The providers that are configured. Immutable; any thread. */
public final class ProviderCatalog {
  public static final String OPENAI = "openai";
  public static final String ANTHROPIC = "anthropic";

  private final Map<String, Provider> byName;

  private ProviderCatalog(Map<String, Provider> byName) {
    this.byName = Map.copyOf(byName);
  }

  public static ProviderCatalog of(ProvidersConfig config) {
    var byName = new HashMap<String, Provider>();
    if (config.openai() != null) {
      byName.put(OPENAI, Provider.of(OPENAI, Api.OPENAI, KeyHeader.AUTHORIZATION, config.openai()));
    }
    if (config.anthropic() != null) {
      byName.put(
          ANTHROPIC,
          Provider.of(ANTHROPIC, Api.ANTHROPIC, KeyHeader.X_API_KEY, config.anthropic()));
    }
    return new ProviderCatalog(byName);
  }

  /** The provider, or null if it is not configured. */
  public @Nullable Provider find(String name) {
    return byName.get(name);
  }
}
