package dev.tollgate.authz.providers;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The providers that are configured. Immutable; any thread. */
public final class ProviderCatalog {
  public static final String OPENAI = "openai";
  public static final String ANTHROPIC = "anthropic";

  private final Map<String, Provider> byName = new LinkedHashMap<>();

  private ProviderCatalog() {}

  public static ProviderCatalog of(ProvidersConfig config) {
    var catalog = new ProviderCatalog();
    catalog.add(OPENAI, config.openai());
    catalog.add(ANTHROPIC, config.anthropic());
    for (var other : Objects.requireNonNullElse(config.others(), List.<OtherProviderConfig>of())) {
      catalog.byName.put(other.name(), other.provider());
    }
    return catalog;
  }

  private void add(String name, @Nullable ProviderConfig config) {
    if (config != null) {
      byName.put(name, config.provider(name));
    }
  }

  /** The provider, or null if it is not configured. */
  public @Nullable Provider find(String name) {
    return byName.get(name);
  }

  /** All of them, in the configuration's order. */
  public Collection<Provider> all() {
    return byName.values();
  }
}
