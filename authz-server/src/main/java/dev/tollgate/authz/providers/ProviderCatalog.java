package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The providers that are configured, with the keys that count now. Immutable; any thread. */
public final class ProviderCatalog {
  public static final String OPENAI = "openai";
  public static final String ANTHROPIC = "anthropic";

  private final Map<String, Provider> byName = new LinkedHashMap<>();

  /** Of which nobody can say now whether they have a key, or which. */
  private final Set<String> unknown;

  private ProviderCatalog(Set<String> unknown) {
    this.unknown = Set.copyOf(unknown);
  }

  /** With the configuration's keys. */
  public static ProviderCatalog of(ProvidersConfig config) {
    var catalog = new ProviderCatalog(Set.of());
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

  /**
   * The same providers with other keys.
   *
   * @param keys stored ones, by provider; those of others are of no use
   * @param unknownKeys providers with a stored key that is not known
   * @param configured whether the configuration's keys count where there is no stored one
   */
  ProviderCatalog withKeys(Map<String, Secret> keys, Set<String> unknownKeys, boolean configured) {
    var catalog = new ProviderCatalog(unknownKeys);
    byName.forEach((name, provider) -> {
      boolean stays = configured && !keys.containsKey(name) && !unknownKeys.contains(name);
      catalog.byName.put(name, stays ? provider : provider.withKey(keys.get(name)));
    });
    return catalog;
  }

  /** The provider with its key, or null if it is not configured or has no key here. */
  public @Nullable Provider find(String name) {
    var provider = byName.get(name);
    return provider == null || provider.key() == null ? null : provider;
  }

  /** Whether it is for us, and for now, that the provider has no key. */
  public boolean keyUnknown(String name) {
    return unknown.contains(name);
  }

  /** The provider, or null if it is not configured; it may have no key. */
  public @Nullable Provider describe(String name) {
    return byName.get(name);
  }

  /** The service that is no LLM, or null if none of this name is configured; it may have no key. */
  public @Nullable Provider service(String name) {
    var provider = byName.get(name);
    return provider != null && provider.api() == Api.SERVICE ? provider : null;
  }

  /** Their names. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** All of them, in the configuration's order. */
  public Collection<Provider> all() {
    return byName.values();
  }
}
